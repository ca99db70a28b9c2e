import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import { explain } from '../../../kernel/explain.ts';
import { phaseWords } from '../say/phase.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { duration, seconds, short } from '../terminal/units.ts';

/** A step that a run or one of its tasks took between two looks. */
export interface Change {
  /** Milliseconds since the run was submitted. */
  atMs: number;
  task: TaskView | null;
  view: RunView;
}

/** What changed between two views of a run, oldest first. Against nothing, everything that is no longer at its beginning. */
export function changes(before: RunView | null, after: RunView): Change[] {
  const known = new Map(before?.tasks.map((task) => [task.key, task]));
  const tasks = after.tasks
    .filter((task) => hasMoved(known.get(task.key), task))
    .toSorted((a, b) => a.since - b.since)
    .map((task): Change => ({ atMs: task.since - after.createdAt, task, view: after }));
  if (before?.status === after.status || (before === null && after.status === 'running')) return tasks;
  const atMs =
    after.finishedAt === null ? Math.max(0, ...tasks.map((change) => change.atMs)) : after.finishedAt - after.createdAt;
  return [...tasks, { atMs, task: null, view: after }];
}

function hasMoved(before: TaskView | undefined, after: TaskView): boolean {
  if (!before) return after.phase !== 'waiting';
  return before.phase !== after.phase || before.round !== after.round || before.attempt !== after.attempt;
}

/** A change as one plain line that stays greppable: `12.3s cart building`. */
export function changeLine({ atMs, task, view }: Change): string {
  if (!task) return `${seconds(atMs)} run ${view.status}`;
  const why = task.failure ? `: ${sanitiseLine(explain(task.failure).message)}` : '';
  const what = task.phase === 'done' && task.merged ? ` ${short(task.merged)}` : '';
  const until = task.phase === 'parked' && task.until !== null ? ` for ${duration(task.until - task.since)}` : '';
  return `${seconds(atMs)} ${task.key} ${phaseWords(task)}${until}${what}${why}`;
}

/** A change as an object for a machine. */
export const changeJson = ({ atMs, task, view }: Change): Record<string, unknown> => ({
  run: view.run,
  seconds: Math.round(atMs / 100) / 10,
  ...(task
    ? {
        task: task.key,
        phase: task.phase,
        attempt: task.attempt,
        round: task.round,
        commit: task.merged,
        reason: task.failure?.reason ?? null,
        until: task.until,
      }
    : { status: view.status }),
});
