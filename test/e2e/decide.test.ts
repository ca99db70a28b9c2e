import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findingsText } from '../../mcp-server/api/cli/say/findings.ts';
import { runFacts } from '../../mcp-server/api/tools/run-facts.ts';
import { decideTask } from '../../mcp-server/domain/coordination/decide-task.ts';
import { ensureSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { readEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import { addsFile, makeFleet, type Fleet } from '../support/fleet.ts';
import { makeGraph } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';

const evidence = { files: [{ path: 'test/size.sh', content: 'test "$(cat src/a.txt)" = A\n' }], command: 'sh test/size.sh' };
const faulty = {
  ...addsFile('a'),
  fault: {
    sign: /^\+a$/,
    severity: 'major' as const,
    title: 'It is small',
    what: 'The letter must be a capital.',
    evidence,
    mend: { edits: [{ path: 'src/a.txt', before: 'a', after: 'A' }], files: evidence.files, message: 'fix: a capital' },
    lesson: { rule: 'Letters are capitals.', why: 'It was asked.', paths: ['src/*.txt'] },
  },
};

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet({ scripts: [faulty, addsFile('b')] });
});
afterEach(async () => {
  expect(await fleet.dispose()).toBe(0);
});

const phases = (run: RunId) => valueOf(readRun(fleet.infra, { run })).tasks.map(({ phase }) => phase);

// a → b; no round of fixing is left
test(
  'a person sees what stopped a task, and sends it back or accepts the very commit that was reviewed',
  { timeout: 180_000 },
  async () => {
    // A second opinion of a program that agrees, and one of a program that is not there.
    const agent = join(fleet.sample.folder, 'agent.mjs');
    writeFileSync(agent, "console.log(JSON.stringify({ summary: 'I see nothing.', findings: [] }));\n");
    const reviews = {
      ...defaultConfig.reviews,
      others: ['other', 'gone'],
      agents: { other: called(process.execPath, agent), gone: called('no-such-agent') },
    };
    const run = await fleet.submit(makeGraph('a', 'b: a'), { rounds: 0, reviews });
    const view = await fleet.finish(run);
    expect(view.tasks.map(({ phase, failure }) => [phase, failure?.reason])).toEqual([
      ['blocked', 'review-blocks'],
      ['blocked', 'dependency-failed'],
    ]);
    const shown = findingsText(view).join('\n');
    expect(shown).toContain(': claude: block; other: pass\n');
    expect(shown).toContain('There is no no-such-agent on PATH, so gone did not review.');
    expect(shown).toContain('major, reproduced, only by claude: It is small (src/a.txt:1)');
    expect(shown).toContain('$ sh test/size.sh  # with test/size.sh');
    expect(shown).toContain(`fanout decide ${run} a --accept`);
    expect(runFacts(view).tasks[0]?.findings).toContainEqual(expect.stringContaining('Evidence: sh test/size.sh; it printed /'));

    // A verdict holds for its commit alone.
    const worktree = view.tasks[0]?.worktree ?? '';
    fleet.sample.git(['commit', '--quiet', '--allow-empty', '--message', 'mine'], { cwd: worktree });
    const accept = () => decideTask(fleet.infra, { run, task: 'a', decision: 'accept' });
    expect(await accept()).toMatchObject({ ok: false, failure: { reason: 'commit-unreviewed' } });
    fleet.sample.git(['reset', '--quiet', '--hard', 'HEAD^'], { cwd: worktree });
    const reviewed = fleet.sample.git(['rev-parse', 'HEAD'], { cwd: worktree });
    valueOf(await accept());
    valueOf(await ensureSupervisor(fleet.infra));
    await fleet.finish(run);
    expect(phases(run)).toEqual(['done', 'done']);
    expect(readEvents(fleet.infra, { run, after: 0 }).find(({ kind }) => kind === 'merge-wanted')).toMatchObject({
      commit: reviewed,
    });
    expect(await accept()).toMatchObject({ ok: false, failure: { reason: 'task-not-ready' } });
  },
);

test('what is sent back gets a round more with the word, and what is given up ends', { timeout: 180_000 }, async () => {
  const run = await fleet.submit(makeGraph('a', 'b'), { rounds: 0, lessons: false });
  await fleet.finish(run);
  expect(phases(run)).toEqual(['blocked', 'done']);
  valueOf(await decideTask(fleet.infra, { run, task: 'a', decision: 'send-back', word: 'It is small: make it a capital.' }));
  valueOf(await ensureSupervisor(fleet.infra));
  const view = await fleet.finish(run);
  expect(view.tasks.map(({ phase, round }) => [phase, round])).toEqual([
    ['done', 1],
    ['done', 0],
  ]);
  const proven = readEvents(fleet.infra, { run, after: 0 }).find(({ kind }) => kind === 'finding-proven');
  expect(proven).toMatchObject({ kept: ['test/size.sh'] });

  const other = await fleet.submit({ ...makeGraph('a'), title: 'Another' }, { rounds: 0 });
  await fleet.finish(other);
  valueOf(await decideTask(fleet.infra, { run: other, task: 'a', decision: 'give-up' }));
  expect(phases(other)).toEqual(['cancelled']);
});

const called = (...argv: string[]) => ({ argv, arguments: [], passEnvironment: [] });
