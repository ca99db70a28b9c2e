import type { LimitFunction } from 'p-limit';
import type { Event } from '../../kernel/event.ts';
import type { Failure } from '../../kernel/failure.ts';
import type { Task } from '../../kernel/model.ts';
import type { Infra } from '../../infra/infra.ts';
import { isEnded, type TaskState } from '../tasks/task-state.ts';
import type { RunState } from '../tasks/run-state.ts';
import { readRunState, readTaskState, record } from './record.ts';
import { stageOf } from './stages/index.ts';

/** One try at one task, under way. */
export interface Attempt {
  infra: Infra;
  /** The run as it was when the attempt began: repository, graph and configuration do not change. */
  run: RunState;
  task: Task;
  /** Aborts when the task or its run is cancelled. */
  signal: AbortSignal;
  /** Only one task of a run merges at a time. */
  merging: LimitFunction;
}

/**
 * Carries a task from the phase that the journal says to its end, one stage after another. Starting is the same as going on
 * after a crash: each stage looks at what is there before it does anything. Returns at a stage's boundary while the run is
 * paused, and at once when the signal aborts.
 */
export async function carryOn(attempt: Attempt): Promise<void> {
  const { infra, run, task, signal } = attempt;
  for (;;) {
    const state = readTaskState(infra.store, run.run, task.key);
    if (!state || isEnded(state.phase) || state.phase === 'waiting' || state.phase === 'parked' || signal.aborted) return;
    if (readRunState(infra.store, run.run)?.status === 'paused') return;
    const failure = await stageOf(state.phase)(attempt, state);
    if (signal.aborted) return;
    if (failure) stop(attempt, failure);
    else assertProgress(attempt, state);
  }
}

/** Records an event of this attempt's task. */
export const recordTask = ({ infra, run, task }: Attempt, event: TaskEventBody): void => {
  record(infra, { ...event, run: run.run, task: task.key } as Event);
};

/** A task's event without what names the task. */
export type TaskEventBody =
  Extract<Event, { task: string }> extends infer E ? (E extends { kind: string } ? Omit<E, 'run' | 'task'> : never) : never;

// How long a task sleeps after a limit that names no time of its own.
const parkMs = 60_000;

/** Ends the attempt as its failure asks: parked until a limit resets, blocked where a person must decide, otherwise failed. */
function stop(attempt: Attempt, failure: Failure): void {
  const now = attempt.infra.clock.now();
  switch (failure.reason) {
    case 'agent-rate-limited':
      return recordTask(attempt, { kind: 'task-parked', failure, until: failure.resetsAt ?? now + parkMs });
    case 'agent-unavailable':
      return recordTask(attempt, { kind: 'task-parked', failure, until: now + parkMs });
    case 'agent-missing':
    case 'agent-too-old':
    case 'agent-not-logged-in':
    case 'agent-out-of-credit':
    case 'budget-spent':
    case 'conflict-unresolved':
    case 'gates-weakened':
    case 'review-blocks':
    case 'permission-denied':
    case 'workspace-unproven':
    case 'setup-failed':
      return recordTask(attempt, { kind: 'task-blocked', failure });
    default:
      return recordTask(attempt, { kind: 'task-failed', failure });
  }
}

// A stage that neither fails nor moves would be repeated for ever.
function assertProgress({ infra, run, task }: Attempt, before: TaskState): void {
  const after = readTaskState(infra.store, run.run, task.key);
  if (after && JSON.stringify(after) === JSON.stringify(before))
    throw new Error(`Stage ${before.phase} of ${task.key} changed nothing`);
}
