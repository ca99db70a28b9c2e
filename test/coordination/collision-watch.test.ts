import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cancelRun } from '../../mcp-server/domain/coordination/steer-run.ts';
import { readEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { sessionFiles } from '../../mcp-server/domain/sessions/session-files.ts';
import type { RunId, Task } from '../../mcp-server/kernel/model.ts';
import { simulateRun, type SimulatedRun } from '../support/simulate.ts';
import { makeGraph } from '../support/submitted.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';

/** The folder of a task's builder once it has begun to speak. */
const builderOf = (infra: SimulatedRun['infra'], run: RunId, task: string) =>
  readEvents(infra, { run, after: 0 }).flatMap((event) =>
    event.kind === 'session-launching' &&
    event.stage === 'build' &&
    event.task === task &&
    existsSync(sessionFiles(event.directory).output)
      ? [event.directory]
      : [],
  )[0];

const commitIn = (worktree: string, text: string) => {
  writeFileSync(join(worktree, 'README.md'), text);
  execFileSync('git', ['commit', '--quiet', '--all', '--message', 'change'], { cwd: worktree });
};

test(
  'of two live branches that come to conflict, the later one is told in its session, and status says it',
  { timeout: 120_000 },
  async () => {
    const rules = ['a', 'b', 'c'].map((task) => ({ task, stage: 'build', mode: 'no-progress' as const }));
    await simulateRun(
      {
        graph: makeGraph('a', 'b', 'c'),
        scenario: { rules },
        during: async (infra, run) => {
          for (const key of ['a', 'b', 'c'])
            await until(() => builderOf(infra, run, key), { what: `${key} to be built`, patienceMs: 60_000 });
          const taskOf = (key: string) => valueOf(readRun(infra, { run })).tasks.find((task) => task.key === key);
          for (const key of ['a', 'b']) commitIn(taskOf(key)?.worktree ?? '', `# ${key}\n`);
          const told = await until(() => readEvents(infra, { run, after: 0 }).find(({ kind }) => kind === 'collision-told'), {
            what: 'the later one to be told',
            patienceMs: 60_000,
          });
          const later = told.task ?? '';
          const earlier = later === 'a' ? 'b' : 'a';
          expect(taskOf(later)?.collisions).toEqual([{ with: earlier, files: ['README.md'] }]);
          expect([taskOf(earlier)?.collisions, taskOf('c')?.collisions]).toEqual([[], []]);
          const directory = builderOf(infra, run, later) ?? '';
          expect(readFileSync(sessionFiles(directory).input, 'utf8')).toContain(
            `Task ${earlier}, which will probably land before yours`,
          );
          // It is said once, and taken back when they do not conflict any more.
          commitIn(taskOf(earlier)?.worktree ?? '', '# sample\n');
          await until(() => taskOf(later)?.collisions.length === 0, { what: 'the conflict to be gone', patienceMs: 60_000 });
          expect(readEvents(infra, { run, after: 0 }).filter(({ kind }) => kind === 'collision-told')).toHaveLength(1);
          valueOf(cancelRun(infra, { run }));
        },
      },
      ({ left }) => expect(left).toBe(0),
    );
  },
);

test('a task that is kept apart says from which and why, in the journal and to people', { timeout: 120_000 }, async () => {
  const paths = (task: Task): Task => ({ ...task, paths: ['package-lock.json'] });
  const graph = makeGraph('a', 'b');
  await simulateRun({ graph: { ...graph, tasks: graph.tasks.map(paths) } }, ({ view, events }) => {
    expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done']);
    const apart = events.filter(({ kind }) => kind === 'task-kept-apart');
    expect(apart).toMatchObject([
      { task: 'b', behind: 'a', because: expect.stringContaining('package-lock.json: a new file that both make') },
    ]);
    const at = (kind: string, task: string) => events.findIndex((event) => event.kind === kind && event.task === task);
    expect(at('merged', 'a')).toBeLessThan(at('task-started', 'b'));
  });
});
