import type { RunView, TaskView } from '../../mcp-server/domain/coordination/work/view.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';

/** When every crafted run was submitted. */
export const submittedAt = 1_750_000_000_000;

/** A task as people see it, with nothing to tell but its key and phase. */
export const viewTask = (key: string, over: Partial<TaskView> = {}): TaskView => ({
  key: key as TaskKey,
  title: `Task ${key}`,
  phase: 'waiting',
  dependsOn: [],
  attempt: 1,
  round: 0,
  since: submittedAt,
  startedAt: submittedAt,
  endedAt: null,
  branch: null,
  worktree: null,
  ports: [],
  sessions: [],
  plan: null,
  checks: null,
  verdict: null,
  merged: null,
  usd: 0,
  costs: { stages: {}, models: {}, unpriced: 0 },
  turns: 0,
  failure: null,
  until: null,
  keptApart: null,
  collisions: [],
  clashes: [],
  ...over,
});

/** A run of these tasks that is under way. */
export const viewRun = (tasks: TaskView[], over: Partial<RunView> = {}): RunView => ({
  run: '7k2m9q4x' as RunId,
  title: 'Members and ratings',
  status: 'running',
  repository: { commonDir: '/srv/library/.git', mainWorktree: '/srv/library', name: 'library' },
  baseBranch: 'main',
  base: 'b'.repeat(40) as Commit,
  mergedBranch: 'fanout/7k2m9q4x/merged',
  mergedCommit: null,
  slots: 3,
  agent: { name: 'claude', command: ['claude'], version: '2.1.330' },
  createdAt: submittedAt,
  finishedAt: null,
  usd: 0.42,
  costs: { stages: { plan: 0.1, build: 0.32 }, models: { opus: 0.3, sonnet: 0.12 }, unpriced: 1 },
  budget: { usd: 5 },
  lessons: [],
  trials: null,
  lessonsLeft: [],
  delivery: null,
  tasks,
  ...over,
});

const merged = 'a1b2c3d4e5'.repeat(4) as Commit;

/** A run with a task in every kind of phase. */
export const manyPhases = viewRun([
  viewTask('members', { phase: 'done', merged, endedAt: submittedAt + 41_000, since: submittedAt + 41_000, usd: 0.2 }),
  viewTask('ratings', { phase: 'building', since: submittedAt + 44_000, usd: 0.1 }),
  viewTask('reservations', { phase: 'fixing', round: 2, since: submittedAt + 50_000 }),
  viewTask('search', {
    phase: 'failed',
    since: submittedAt + 30_000,
    endedAt: submittedAt + 30_000,
    failure: { reason: 'nothing-committed', task: 'search', keptAt: '/srv/library.fanout/7k2m9q4x/search' },
  }),
  viewTask('limits', {
    phase: 'parked',
    until: submittedAt + 120_000,
    failure: { reason: 'agent-rate-limited', agent: 'claude', detail: '5-hour limit', resetsAt: submittedAt + 120_000 },
  }),
  viewTask('statistics', { dependsOn: ['ratings', 'reservations'] as TaskKey[] }),
  viewTask('export', { phase: 'cancelled', endedAt: submittedAt + 5_000, since: submittedAt + 5_000 }),
]);
