import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { concludeRun } from '../../mcp-server/domain/coordination/conclude-run.ts';
import { readEvents } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { readRunState } from '../../mcp-server/domain/coordination/work/record.ts';
import { lessonBranch } from '../../mcp-server/domain/lessons/deliver-lesson.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { moveLesson } from '../../mcp-server/domain/lessons/move-lesson.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import type { Config } from '../../mcp-server/kernel/config.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import { mergedBranch } from '../../mcp-server/kernel/names.ts';
import { hasGh, serveGitHub, type ScriptedGitHub } from '../support/github.ts';
import { makeInfra } from '../support/infra.ts';
import { landRun } from '../support/land-run.ts';
import { makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { runFanout } from '../support/run-fanout.ts';
import { valueOf } from '../support/value-of.ts';

const ids = { check: 'c'.repeat(16), hook: 'd'.repeat(16), rule: 'e'.repeat(16), waiting: 'a'.repeat(16) };
let sample: TestRepository;
let hub: ScriptedGitHub;
let infra: ReturnType<typeof makeInfra>;
let run: RunId;
let merged: string;
beforeEach(async () => {
  sample = makeRepository({ files: { 'src/sum.js': 'a + b\n' } });
  hub = await serveGitHub(sample.folder);
  infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder, ...hub.environment });
  sample.git(['remote', 'add', 'origin', hub.remote]);
  sample.git(['push', '--quiet', 'origin', 'main']);
  ({ run } = landRun(infra, { sample, tasks: { a: null } }));
  merged = mergedBranch(run);
  await learn();
});
afterEach(async () => {
  await hub.close();
  infra.dispose();
  sample.dispose();
});

/** On the run's branch: a check and a hook that a replay proved, a rule that a person said yes to, and one that waits. */
async function learn(): Promise<void> {
  const place = { repository: sample.repository, target: `refs/heads/${merged}` };
  const write = (id: string, differs: Parameters<typeof makeLesson>[0], proven: Parameters<typeof writeLesson>[1]['proven']) =>
    writeLesson(infra, { ...place, lesson: makeLesson({ id, rule: `Rule ${id}.`, ...differs }), proven }).then(valueOf);
  const check = { command: 'test -f src/sum.js', files: [] };
  await write(ids.check, {}, { form: 'check', check });
  await write(ids.hook, {}, { form: 'hook', hook: { command: 'npm install', instead: 'npm ci' } });
  await write(ids.rule, {}, null);
  await write(ids.waiting, { asks: 'it contradicts CLAUDE.md:3' }, null);
  valueOf(await moveLesson(infra, place, { id: ids.rule, to: 'active', because: 'Yes.', by: 'person' }));
}

/** Ends the run as its supervisor does, with this configuration. */
async function end(differs: Partial<Config>): Promise<void> {
  const state = readRunState(infra.store, run);
  if (!state) throw new Error('There is no run');
  await concludeRun(infra, { ...state, config: { ...defaultConfig, ...differs } }, []);
}

const branches = () => sample.git(['for-each-ref', '--format=%(refname)', 'refs/heads/fanout/lessons']).split('\n');
const proven = [lessonBranch(ids.check), lessonBranch(ids.hook)];
const offers = () => readEvents(infra, { run, after: 0 }).flatMap((event) => (event.kind === 'lesson-offered' ? [event] : []));

test('only what a replay proved leaves a run by itself, each alone with its evidence, and only where that is configured', async () => {
  await end({});
  expect(branches()).toEqual(['']);
  await end({ lessonDelivery: 'auto' });
  expect(branches()).toEqual(proven);
  const ledger = sample.git(['cat-file', 'blob', `${lessonBranch(ids.check)}:.fanout/lessons.jsonl`]);
  expect([...readBook(ledger).values()]).toMatchObject([{ id: ids.check, form: 'check', state: 'active' }]);
  expect(sample.git(['rev-parse', `${lessonBranch(ids.check)}^`])).toBe(sample.base);
  expect(sample.git(['log', '-1', '--format=%B', lessonBranch(ids.check)])).toContain('Fanout-Fixed-At: ');
  const tips = sample.git(['show-ref']);
  await end({ lessonDelivery: 'auto' });
  expect(sample.git(['show-ref'])).toBe(tips);
  expect(offers()[0]).toMatchObject({
    lesson: ids.check,
    branch: proven[0]?.slice('refs/heads/'.length),
    url: null,
    failure: null,
  });
  expect(hub.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
});

describe.skipIf(!hasGh)('with the real gh (skipped where it is not installed)', () => {
  const deliver = { ...defaultConfig.deliver, as: 'pull-requests' as const, repository: 'github.com/sam/sample' };

  test('where a run delivers pull requests, a check has one of its own; said again, and after a lost answer, there is no second', async () => {
    hub.fail = { create: 'before' };
    await end({ lessonDelivery: 'auto', deliver });
    expect(offers().map(({ failure }) => failure?.reason)).toEqual(['forge-refused', undefined]);
    hub.fail = { create: 'after' };
    await end({ lessonDelivery: 'auto', deliver });
    await end({ lessonDelivery: 'auto', deliver });
    expect(hub.pulls.map(({ head, base }) => `refs/heads/${head} → ${base}`).toSorted()).toEqual(
      proven.map((branch) => `${branch} → main`),
    );
    expect(offers().at(-1)?.url).toMatch(/\/pull\/\d+$/);
    const { title, body } = hub.pulls.find(({ head }) => proven[0]?.endsWith(head)) ?? {};
    expect(title).toBe(`Lesson: Rule ${ids.check}.`);
    expect(body).toContain('`node --test test/sum.test.js` failed on bbbb');
    expect(body).toContain('As a check: `test -f src/sum.js` failed there');
    expect(hub.git('diff', '--name-only', `main...${proven[0]}`).split('\n')).toEqual([
      '.fanout/.gitattributes',
      `.fanout/checks/${ids.check}.sh`,
      '.fanout/checks/run.sh',
      '.fanout/lessons.jsonl',
    ]);
  });

  test('a rule has a pull request after a person’s yes', async () => {
    sample.write({ 'fanout.yaml': 'deliver: { repository: github.com/sam/sample }\n' });
    const environment = hub.environment;
    const args = ['lessons', 'deliver', ids.rule.slice(0, 4), '--on', merged, '--pull-request'];
    const asked = await runFanout(args, { cwd: sample.path, home: sample.folder, environment });
    expect(asked.exitCode).not.toBe(0);
    expect(hub.pulls).toEqual([]);
    const ran = await runFanout([...args, '--yes'], { cwd: sample.path, home: sample.folder, environment });
    expect(ran.stdout).toContain('Pull request #10: https://github.com/sam/sample/pull/10');
    expect(hub.pulls).toMatchObject([{ head: 'fanout/lessons/eeeeeeee', base: 'main', title: `Lesson: Rule ${ids.rule}.` }]);
  });
});
