import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askOpinion } from '../../mcp-server/domain/reviews/ask-opinion.ts';
import { strictSchema } from '../../mcp-server/domain/reviews/strict-schema.ts';
import { verdictJsonSchema } from '../../mcp-server/domain/reviews/verdict-schema.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { parseConfig } from '../../mcp-server/kernel/config.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'sum.js': 'a - b\n' } });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const good = { summary: 'It subtracts.', findings: [] };

/** Asks an agent that is a program of these lines, which are run by Node. */
async function ask(lines: string, settings: object = {}, argv: string[] = []) {
  const program = join(sample.folder, 'agent.mjs');
  writeFileSync(program, lines);
  const agent = { argv: [process.execPath, program, ...argv], ...settings };
  const config = valueOf(
    parseConfig(
      { setup: false, reviews: { others: ['other'], agents: { other: agent } } },
      { path: 'fanout.yaml', locate: String },
    ),
  );
  return valueOf(
    await askOpinion(infra, {
      name: 'other',
      brief: 'Review this.\n',
      repository: sample.repository,
      commit: sample.base,
      path: join(sample.folder, 'review'),
      config,
      outputDirectory: join(sample.folder, 'output'),
    }),
  );
}

const prints = (value: unknown) => `process.stdout.write(${JSON.stringify(JSON.stringify(value))});\n`;

test('an agent reads the brief, sees its own worktree, and answers on stdout', async () => {
  const asked = await ask(`import { readFileSync, existsSync } from 'node:fs';
const brief = readFileSync(0, 'utf8');
process.stdout.write(JSON.stringify({ summary: brief + existsSync('sum.js') + process.cwd(), findings: [] }));`);
  expect(asked.opinion).toMatchObject({ by: 'other', is: 'given' });
  expect(asked.answer?.summary).toMatch(/^Review this\.\ntrue.*review-other$/);
  expect(existsSync(join(sample.folder, 'review-other'))).toBe(false);
});

test.each([
  ['in an envelope', { response: `\`\`\`json\n${JSON.stringify(good)}\n\`\`\``, stats: {} }],
  ['in another', { type: 'result', result: JSON.stringify(good) }],
])('an answer %s is read', async (_, printed) => {
  expect((await ask(prints(printed))).answer).toEqual(good);
});

test('an agent may answer in a file, with paths in its arguments', async () => {
  const asked = await ask(
    `import { writeFileSync, readFileSync } from 'node:fs';
const [answer, schema, brief] = process.argv.slice(2);
const { required } = JSON.parse(readFileSync(schema, 'utf8'));
writeFileSync(answer, JSON.stringify({ summary: readFileSync(brief, 'utf8') + required.join(), findings: [] }));`,
    { parse: 'answer', stdin: 'nothing' },
    ['{answer}', '{schema}', '{brief}'],
  );
  expect(asked.answer?.summary).toBe('Review this.\nsummary,findings');
});

test.each([
  ['prose', "console.log('Looks good to me.')", /no JSON where its answer should be/],
  ['a verdict of its own', prints({ verdict: 'approve' }), /summary/],
  ['an answer that is too much', prints({ ...good, decision: 'pass' }), /decision/],
  ['nothing', '', /no JSON/],
  ['an answer and a failure', `${prints(good)}process.exitCode = 3;`, /exit code 3/],
  ['a crash', "throw new Error('no login');", /exit code 1/],
  ['half an answer', `process.stdout.write('{"summary": "Good", "findings": [')`, /no JSON/],
  ['silence', 'setInterval(() => {}, 1000);', /no answer within/],
])('an agent that gives %s has failed, and that is no pass', async (_, lines, why) => {
  const { opinion, answer } = await ask(lines, { timeoutMinutes: 0.03 });
  expect({ answer, is: opinion.is }).toEqual({ answer: null, is: 'failed' });
  expect(opinion.said).toMatch(why);
  expect(findProcesses({ directory: join(sample.folder, 'review-other') })).toEqual([]);
});

test('an answer off the schema is asked for once more, and one that was had is not asked for again', async () => {
  const count = join(sample.folder, 'count');
  const lines = `import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(count)}, '.');
const hasHeard = readFileSync(0, 'utf8').includes('Your last answer did not fit');
console.log(JSON.stringify(hasHeard ? ${JSON.stringify(good)} : { summary: 'Half.' }));`;
  expect((await ask(lines)).answer).toEqual(good);
  expect((await ask(lines)).answer).toEqual(good);
  expect(readFileSync(count, 'utf8')).toBe('..');
});

test('what an agent takes is counted over all its tries, in dollars where its price is known', async () => {
  const lines = `import { writeFileSync, readFileSync } from 'node:fs';
const hasHeard = readFileSync(0, 'utf8').includes('Your last answer did not fit');
writeFileSync(process.argv[2], JSON.stringify(hasHeard ? ${JSON.stringify(good)} : { summary: 'Half.' }));
console.log(JSON.stringify({ type: 'turn.completed', usage: { input_tokens: 900000, output_tokens: 100000 } }));`;
  const { opinion } = await ask(lines, { parse: 'codex', usdPerMillionTokens: 3 }, ['{answer}']);
  expect(opinion).toMatchObject({ is: 'given', tokens: 2_000_000, usd: 6 });
});

test('an agent that is not installed is absent, in words', async () => {
  const { opinion } = await ask('', { argv: ['no-such-agent'] });
  expect(opinion).toEqual({ by: 'other', is: 'absent', said: 'There is no no-such-agent on PATH, so other did not review.' });
});

test('an agent sees no keys but those that were named', async () => {
  const own = makeInfra({ ...process.env, SECRET_KEY: 'a', NAMED_KEY: 'b' });
  infra.dispose();
  infra = own;
  const lines = 'console.log(JSON.stringify({ summary: `${process.env.SECRET_KEY} ${process.env.NAMED_KEY}`, findings: [] }))';
  expect((await ask(lines, { passEnvironment: ['NAMED_KEY'] })).answer?.summary).toBe('undefined b');
});

test('the schema for other vendors requires every property and bounds no text', () => {
  const text = JSON.stringify(strictSchema(verdictJsonSchema));
  expect(text).not.toMatch(/minLength|maxLength|minimum|\$schema/);
  const { properties } = strictSchema(verdictJsonSchema) as { properties: { findings: { items: { required: string[] } } } };
  expect(properties.findings.items.required).toContain('origin');
});

test('an agent that nobody described, or that is called claude, is refused in the configuration', () => {
  const named = { reviews: { others: ['claude'], agents: { claude: { argv: ['true'] } } } };
  const refused = parseConfig(named, { path: 'fanout.yaml', locate: (path) => path.join('.') });
  expect(JSON.stringify(refused)).toContain('must not be claude');
  const parsed = parseConfig(
    { reviews: { others: ['codex', 'gemini'] } },
    { path: 'fanout.yaml', locate: (path) => path.join('.') },
  );
  expect(parsed).toMatchObject({ ok: false, failure: { problems: [{ message: expect.stringContaining('gemini') }] } });
});
