import type { Failure } from '../../kernel/failure.ts';
import { isEnded, type TaskState } from '../tasks/task-state.ts';
import { reactTo } from './work/react.ts';
import { stageOf } from './stages/stage-of.ts';
import { pauseAll } from './steer-run.ts';
import { recordTask, type Attempt } from './work/attempt.ts';
import { readRunState, readTaskState, readTaskStates } from './work/record.ts';

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

/** Ends the stage as its failure asks: the task sleeps and tries again, a person decides, all runs pause, or it has failed. */
function stop(attempt: Attempt, failure: Failure): void {
  const { infra, run, task } = attempt;
  const now = infra.clock.now();
  const setbacks = readTaskState(infra.store, run.run, task.key)?.setbacks ?? 0;
  const reaction = reactTo(failure, { setbacks, hasWorked: hasWorked(attempt), now });
  switch (reaction.do) {
    case 'wait':
      return recordTask(attempt, { kind: 'task-parked', failure, until: reaction.until });
    case 'pause-all':
      // It wakes as soon as a person resumes the run.
      recordTask(attempt, { kind: 'task-parked', failure, until: now });
      return pauseAll(infra);
    case 'ask':
      return recordTask(attempt, { kind: 'task-blocked', failure });
    case 'give-up':
      return recordTask(attempt, { kind: 'task-failed', failure });
  }
}

const hasWorked = ({ infra, run }: Attempt): boolean =>
  readTaskStates(infra.store, run.run).some(({ sessions }) =>
    sessions.some(({ endedAt, failure }) => endedAt !== null && failure === null),
  );

// A stage that neither fails nor moves would be repeated for ever.
function assertProgress({ infra, run, task }: Attempt, before: TaskState): void {
  const after = readTaskState(infra.store, run.run, task.key);
  if (after && JSON.stringify(after) === JSON.stringify(before))
    throw new Error(`Stage ${before.phase} of ${task.key} changed nothing`);
}
