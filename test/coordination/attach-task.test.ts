import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { attachTask, releaseTask } from '../../mcp-server/domain/coordination/attach-task.ts';
import { runSupervisor } from '../../mcp-server/domain/coordination/supervisor.ts';
import { readEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { sessionFiles } from '../../mcp-server/domain/sessions/session-files.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { simulateRun, type SimulatedRun } from '../support/simulate.ts';
import { makeGraph } from '../support/submitted.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';

const busy = [{ task: 'a', stage: 'build', nth: 1, mode: 'no-progress' as const }];
const reasonOf = (result: { ok: boolean; failure?: { reason: string } }) => result.failure?.reason;
const phaseOf = ({ infra, run }: { infra: SimulatedRun['infra']; run: SimulatedRun['view']['run'] }, key: string) =>
  valueOf(readRun(infra, { run })).tasks.find((task) => task.key === key)?.phase;

/** Whether the builder has begun to speak. */
const isBusy = (infra: SimulatedRun['infra'], run: SimulatedRun['view']['run']) =>
  readEvents(infra, { run, after: 0 }).some(
    (event) =>
      event.kind === 'session-launching' &&
      event.stage === 'build' &&
      existsSync(sessionFiles(event.directory).output) &&
      statSync(sessionFiles(event.directory).output).size > 0,
  );

/** What a person does in a worktree. */
const makePerson = (worktree: string) => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: worktree, encoding: 'utf8' }).trim();
  return {
    git,
    write: (path: string, text: string) => {
      mkdirSync(dirname(join(worktree, path)), { recursive: true });
      writeFileSync(join(worktree, path), text);
    },
    commit: (message: string) => {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
    },
  };
};

// a* → b, and c beside them
test(
  'a person takes a task over while it is built, commits, and gives it back to checks, review and merge',
  { timeout: 120_000 },
  async () => {
    await simulateRun(
      {
        graph: makeGraph('a', 'b: a', 'c'),
        config: { checks: ['test ! -e forbidden'] },
        scenario: { rules: busy },
        during: async (infra, run) => {
          await until(() => isBusy(infra, run), { what: 'the builder of a to be at work' });
          const [one, two] = await Promise.all([attachTask(infra, { run, task: 'a' }), attachTask(infra, { run, task: 'a' })]);
          const attached = valueOf(one);
          expect(valueOf(two)).toEqual(attached);
          expect(attached).toMatchObject({ task: 'a', was: 'building', branch: `fanout/${run}/task/a` });
          const launched = readEvents(infra, { run, after: 0 }).flatMap((event) =>
            event.kind === 'session-launching' && event.task === 'a' && event.stage === 'build' ? [event.session] : [],
          );
          expect(launched).toEqual([attached.conversation]);
          expect(findProcesses({ directory: attached.worktree })).toEqual([]);
          // The rest of the run goes on, and stops before what depends on the task.
          await until(() => phaseOf({ infra, run }, 'c') === 'done', { what: 'c to be done' });
          expect([phaseOf({ infra, run }, 'a'), phaseOf({ infra, run }, 'b')]).toEqual(['held', 'waiting']);
          const person = makePerson(attached.worktree);
          person.write('by-hand.txt', 'mine\n');
          expect(reasonOf(await releaseTask(infra, { run, task: 'a' }))).toBe('left-uncommitted');
          person.commit('feat: by hand');
          person.git('checkout', '--quiet', '-b', 'elsewhere');
          expect(reasonOf(await releaseTask(infra, { run, task: 'a' }))).toBe('wrong-branch');
          person.git('checkout', '--quiet', attached.branch);
          person.git('branch', '--quiet', '-D', 'elsewhere');
          const head = person.git('rev-parse', 'HEAD');
          expect(valueOf(await releaseTask(infra, { run, task: 'a' }))).toMatchObject({ commit: head, phase: 'checking' });
          expect(reasonOf(await releaseTask(infra, { run, task: 'a' }))).toBe('task-not-ready');
        },
      },
      ({ view, events, sample, left }) => {
        expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done', 'done']);
        expect(view.tasks[0]).toMatchObject({ attempt: 1, checks: { passed: true }, verdict: { decision: 'pass' } });
        expect(sample.git(['show', `${view.mergedBranch}:by-hand.txt`])).toBe('mine');
        // Its builder was stopped once and never asked again.
        expect(
          events.filter((event) => event.kind === 'session-launching' && event.task === 'a' && event.stage === 'build'),
        ).toHaveLength(1);
        expect(left).toBe(0);
      },
    );
  },
);

test('given back without a change, a task goes on where it was, in its own conversation', { timeout: 120_000 }, async () => {
  await simulateRun(
    {
      graph: makeGraph('a'),
      scenario: { rules: busy },
      during: async (infra, run) => {
        await until(() => isBusy(infra, run), { what: 'the builder of a to be at work' });
        valueOf(await attachTask(infra, { run, task: 'a' }));
        expect(valueOf(await releaseTask(infra, { run, task: 'a' }))).toMatchObject({ commit: null, phase: 'building' });
      },
    },
    ({ view, events }) => {
      expect(view.tasks.map(({ phase }) => phase)).toEqual(['done']);
      const builds = events.flatMap((event) => (event.kind === 'session-launching' && event.stage === 'build' ? [event] : []));
      expect(builds).toHaveLength(2);
    },
  );
});

// a is red until a person mends it; b waits for it
test('a task that is blocked after its rounds is taken over, and what waited for it goes on', { timeout: 120_000 }, async () => {
  await simulateRun(
    { graph: makeGraph('a', 'b: a'), config: { checks: ['test ! -e simulated/a.txt'], rounds: 0 } },
    async ({ infra, view, sample }) => {
      expect(view.tasks.map(({ phase }) => phase)).toEqual(['failed', 'blocked']);
      const { run } = view;
      const attached = valueOf(await attachTask(infra, { run, task: 'a' }));
      expect(attached.was).toBe('failed');
      const person = makePerson(attached.worktree);
      person.git('rm', '--quiet', 'simulated/a.txt');
      person.write('kept/b.txt', 'mended\n');
      person.commit('fix: elsewhere');
      valueOf(await releaseTask(infra, { run, task: 'a' }));
      await runSupervisor(infra, { idleMs: 0 });
      const after = valueOf(readRun(infra, { run }));
      expect(after.tasks.map(({ key, phase, attempt }) => [key, phase, attempt])).toEqual([
        ['a', 'done', 1],
        ['b', 'done', 1],
      ]);
      expect(sample.git(['show', `${after.mergedBranch}:kept/b.txt`])).toBe('mended');
      expect(reasonOf(await attachTask(infra, { run, task: 'a' }))).toBe('task-not-ready');
    },
  );
});
