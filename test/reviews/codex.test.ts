import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { askOpinion } from '../../mcp-server/domain/reviews/ask-opinion.ts';
import { parseConfig } from '../../mcp-server/kernel/config.ts';
import { codexHome, findCodex } from '../support/codex.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { serveResponses, type Reply } from '../support/scripted-responses.ts';
import { valueOf } from '../support/value-of.ts';

let program: string | null = null;
beforeAll(async () => {
  program = await findCodex();
}, 300_000);

const finding = {
  severity: 'major',
  title: 'It subtracts',
  file: 'sum.js',
  line: 1,
  what: 'The sum is a difference.',
  lesson: null,
  origin: 'change',
  evidence: { files: [], command: 'grep -q + sum.js' },
};
const answer = { summary: 'It subtracts.', findings: [finding] };

/** Has the real Codex review a commit, with a model that is a script. */
async function ask(script: (nth: number) => Reply, { key = 'k' }: { key?: string | null } = {}) {
  const sample = makeRepository({ files: { 'sum.js': 'a - b\n' } });
  const model = await serveResponses(script);
  const home = codexHome();
  const infra = makeInfra({
    PATH: process.env['PATH'],
    HOME: sample.folder,
    CODEX_HOME: home.path,
    SCRIPTED_KEY: key ?? undefined,
  });
  onTestFinished(async () => {
    await model.close();
    sample.dispose();
    infra.dispose();
    home.dispose();
  });
  // Its own arguments but for the program's place, and the model behind them.
  const provider = `{name="scripted",base_url="${model.url}",wire_api="responses",env_key="SCRIPTED_KEY",request_max_retries=0,stream_max_retries=0}`;
  const codex = {
    arguments: ['--config=model_provider="scripted"', `--config=model_providers.scripted=${provider}`],
    passEnvironment: ['SCRIPTED_KEY'],
    timeoutMinutes: 1,
  };
  const reviews = { others: ['codex'], agents: { codex } };
  const config = valueOf(parseConfig({ setup: false, reviews }, { path: 'fanout.yaml', locate: String }));
  const path = join(sample.folder, 'review');
  infra.environment = { ...infra.environment, PATH: `${join(program ?? '', '..')}:${process.env['PATH'] ?? ''}` };
  const asked = await askOpinion(infra, {
    name: 'codex',
    brief: 'Review commit one.\n',
    repository: sample.repository,
    commit: sample.base,
    path,
    config,
    outputDirectory: join(sample.folder, 'output'),
  });
  return { ...valueOf(asked), questions: model.asked, sample };
}

test('Codex reviews in a worktree of its own and answers in the form that it was given', async ({ skip }) => {
  if (program === null) return skip('there is no codex here, and it could not be fetched');
  const { opinion, answer: given, questions } = await ask(() => ({ say: JSON.stringify(answer) }));
  expect(opinion).toMatchObject({ by: 'codex', is: 'given', said: 'It subtracts.', tokens: 120 });
  expect(given).toEqual(answer);
  expect(questions).toHaveLength(1);
  expect(questions[0]).toMatchObject({ text: { format: { type: 'json_schema', strict: true } } });
  expect(JSON.stringify(questions[0]?.['input'])).toContain('Review commit one.');
});

test('Codex may read and not write', async ({ skip }) => {
  if (program === null) return skip('there is no codex here, and it could not be fetched');
  const { questions, sample } = await ask((nth) =>
    nth === 0 ? { run: 'cat sum.js; touch written ../written' } : { say: JSON.stringify(answer) },
  );
  const heard = JSON.stringify(questions[1]?.['input']);
  expect(heard).toContain('a - b');
  expect(heard).toMatch(/Read-only file system|Permission denied|not permitted/);
  expect(sample.git(['status', '--porcelain'])).toBe('');
});

test('Codex that answers off the schema is asked once more, and has then failed', async ({ skip }) => {
  if (program === null) return skip('there is no codex here, and it could not be fetched');
  const { opinion, answer: given, questions } = await ask(() => ({ say: '{"verdict":"approve"}' }));
  expect({ is: opinion.is, given }).toEqual({ is: 'failed', given: null });
  expect(questions).toHaveLength(2);
});

test('Codex without a key has failed, and says why', async ({ skip }) => {
  if (program === null) return skip('there is no codex here, and it could not be fetched');
  const { opinion, questions } = await ask(() => ({ say: JSON.stringify(answer) }), { key: null });
  expect(opinion).toMatchObject({ is: 'failed', said: expect.stringMatching(/SCRIPTED_KEY/) });
  expect(questions).toEqual([]);
});
