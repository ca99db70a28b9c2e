import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cleanRuns } from '../../mcp-server/domain/coordination/clean-runs.ts';
import { ensureSupervisor, hasSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { leftovers } from '../../mcp-server/domain/coordination/leftovers.ts';
import { readEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { cancelRun, pauseRun, resumeRun, retryTask } from '../../mcp-server/domain/coordination/steer-run.ts';
import { verifyJournal } from '../../mcp-server/infra/store/journal.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import { addsFile, makeFleet, type Fleet } from '../support/fleet.ts';
import { makeGraph } from '../support/submitted.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet({ scripts: ['a', 'b', 'c', 'd'].map(addsFile) });
});
afterEach(async () => {
  expect(await fleet.dispose()).toBe(0);
});

const nothing = { processes: 0, ports: 0, worktrees: 0, branches: 0, databases: 0 };
const merges = (run: RunId) =>
  fleet.sample
    .git([
      'log',
      '--first-parent',
      '--merges',
      '--format=%(trailers:key=Fanout-Task,valueonly,separator=)',
      `fanout/${run}/merged`,
    ])
    .split('\n')
    .toSorted();
const phaseOf = (run: RunId, key: string) => valueOf(readRun(fleet.infra, { run })).tasks.find((task) => task.key === key)?.phase;

// a → b → d, a → c → d
test('a diamond is merged, each task once, and the checkout of the person stays as it was', async () => {
  fleet.sample.write({ 'mine.txt': 'not committed\n' });
  const before = [fleet.sample.git(['status', '--porcelain']), fleet.sample.git(['rev-parse', 'HEAD', 'main'])];
  const run = await fleet.submit(makeGraph('a', 'b: a', 'c: a', 'd: b c'));
  const view = await fleet.finish(run);
  expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done', 'done', 'done']);
  expect(merges(run)).toEqual(['a', 'b', 'c', 'd']);
  expect(fleet.sample.git(['ls-tree', '--name-only', `fanout/${run}/merged`, 'src/'])).toBe(
    'src/a.txt\nsrc/b.txt\nsrc/c.txt\nsrc/d.txt\nsrc/list.txt',
  );
  expect([fleet.sample.git(['status', '--porcelain']), fleet.sample.git(['rev-parse', 'HEAD', 'main'])]).toEqual(before);
  expect(await leftovers(fleet.infra, { run })).toEqual(nothing);
});

// a → b, and c alone; nobody scripted x
test('a task that fails blocks only what depends on it, and says why', async () => {
  const run = await fleet.submit(makeGraph('x', 'b: x', 'c'), { rounds: 0 });
  const view = await fleet.finish(run);
  expect(view.tasks.map(({ key, phase, failure }) => [key, phase, failure?.reason ?? null])).toEqual([
    ['x', 'failed', 'answer-invalid'],
    ['b', 'blocked', 'dependency-failed'],
    ['c', 'done', null],
  ]);
  expect(merges(run)).toEqual(['c']);
  valueOf(retryTask(fleet.infra, { run, task: 'x' }));
  const again = await fleet.finish(run);
  expect(again.tasks.map(({ phase, attempt }) => [phase, attempt])).toEqual([
    ['failed', 2],
    ['blocked', 0],
    ['done', 1],
  ]);
  valueOf(await cleanRuns(fleet.infra, { repository: fleet.sample.repository }));
  expect(await leftovers(fleet.infra, { run })).toEqual(nothing);
});

test(
  'a run goes on from the journal each time its supervisor is killed, and does nothing twice',
  { timeout: 180_000 },
  async () => {
    const run = await fleet.submit(makeGraph('a', 'b: a', 'c: a', 'd: b c'));
    for (const seen of ['planning', 'building', 'reviewing', 'merging']) {
      await until(
        () =>
          readEvents(fleet.infra, { run, after: 0 }).some(({ kind }) => kind === 'run-finished') ||
          phaseOf(run, 'b') === seen ||
          phaseOf(run, 'a') === seen,
        {
          patienceMs: 60_000,
          what: `a task that is ${seen}`,
        },
      );
      const [supervisor] = supervisorsOnly();
      if (supervisor === undefined) throw new Error('No supervisor lives');
      process.kill(supervisor, 'SIGKILL');
      // A process lets go of its lock when its last thread is gone, a moment after it counts as dead.
      await until(() => !hasSupervisor(fleet.infra), { what: 'the supervisor to be dead' });
      await ensureSupervisor(fleet.infra);
    }
    const view = await fleet.finish(run);
    expect(view.tasks.map(({ phase, attempt }) => [phase, attempt])).toEqual(['a', 'b', 'c', 'd'].map(() => ['done', 1]));
    expect(merges(run)).toEqual(['a', 'b', 'c', 'd']);
    const launched = readEvents(fleet.infra, { run, after: 0 }).flatMap((event) =>
      event.kind === 'session-launching' ? [`${event.task} ${event.stage}`] : [],
    );
    expect(launched.length).toBe(new Set(launched).size);
    expect(valueOf(verifyJournal(fleet.infra.store)).events).toBeGreaterThan(40);
    expect(await leftovers(fleet.infra, { run })).toEqual(nothing);
  },
);

test('a paused run starts no stage until it is resumed, and a cancelled one ends its sessions', async () => {
  const run = await fleet.submit(makeGraph('a', 'b: a'));
  await until(() => phaseOf(run, 'a') === 'building', { what: 'a to be building' });
  valueOf(pauseRun(fleet.infra, { run }));
  await until(() => phaseOf(run, 'a') === 'checking', { what: 'a to have been built' });
  expect(valueOf(readRun(fleet.infra, { run })).status).toBe('paused');
  valueOf(resumeRun(fleet.infra, { run }));
  await until(() => phaseOf(run, 'b') === 'planning', { what: 'b to be planning' });
  valueOf(cancelRun(fleet.infra, { run }));
  const view = await fleet.finish(run);
  expect(view.status).toBe('cancelled');
  expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'cancelled']);
  expect((await leftovers(fleet.infra, { run })).processes).toBe(0);
  valueOf(await cleanRuns(fleet.infra, { repository: fleet.sample.repository }));
  expect(await leftovers(fleet.infra, { run })).toEqual(nothing);
});

test('what somebody commits on a branch after its review is kept when the branch goes', async () => {
  const run = await fleet.submit(makeGraph('a'));
  await until(() => phaseOf(run, 'a') === 'reviewing', { what: 'a to be under review' });
  const cwd = valueOf(readRun(fleet.infra, { run })).tasks[0]?.worktree ?? '';
  fleet.sample.git(['commit', '--quiet', '--allow-empty', '--message', 'an afterthought'], { cwd });
  const afterthought = fleet.sample.git(['rev-parse', 'HEAD'], { cwd });
  const view = await fleet.finish(run);
  expect(view.tasks.map(({ phase }) => phase)).toEqual(['done']);
  expect(fleet.sample.git(['for-each-ref', '--contains', afterthought, '--format=%(refname)'])).toBe(
    `refs/fanout/${run}/attempt/a/1`,
  );
});

test('a graph that is said twice is done once', async () => {
  const [one, two] = await Promise.all([fleet.submit(makeGraph('a')), fleet.submit(makeGraph('a'))]);
  expect(two).toBe(one);
  expect((await fleet.finish(one)).tasks.map(({ phase }) => phase)).toEqual(['done']);
  expect(merges(one)).toEqual(['a']);
});

test('two runs that start at once on one repository share one supervisor', async () => {
  const graphs = [makeGraph('a', 'b: a'), makeGraph('c', 'd')];
  const runs = await Promise.all(graphs.map((graph) => fleet.submit(graph)));
  // The one that came second to the lock leaves.
  await until(() => supervisorsOnly().length === 1, { what: 'one supervisor' });
  const views = await Promise.all(runs.map((run) => fleet.finish(run)));
  expect(views.flatMap(({ tasks }) => tasks.map(({ phase }) => phase))).toEqual(['done', 'done', 'done', 'done']);
  expect(runs.map(merges)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

// Everything below a supervisor carries its mark too: sessions, git, the try of the fence.
const supervisorsOnly = (): number[] => fleet.supervisors().filter((pid) => commandOf(pid).endsWith(' supervise'));

// A process may end between being found and being looked at.
const commandOf = (pid: number): string =>
  spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
