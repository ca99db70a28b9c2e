import type { Failure } from '../../kernel/failure.ts';
import { exhaustedDisk } from '../../infra/process/exhausted.ts';
import { isUnderWay, type TaskState } from '../tasks/task-state.ts';
import { reactTo } from './work/react.ts';
import { pauseAll } from './steer-run.ts';
import { stageAllowance } from './work/allowance.ts';
import { recordTask, type Attempt } from './work/attempt.ts';
import { readRunState, readTaskState, readTaskStates } from './work/record.ts';

/**
 * Carries a task from the phase that the journal says to its end, one stage after another. Starting is the same as going on
 * after a crash: each stage looks at what is there before it does anything. Returns at a stage's boundary while the run is
 * paused, and at once when the signal aborts. No stage is begun on a disk that has no room.
 */
export async function carryOn(attempt: Attempt): Promise<void> {
  const { infra, run, task, signal } = attempt;
  for (;;) {
    const state = readTaskState(infra.store, run.run, task.key);
    if (!state || !isUnderWay(state) || signal.aborted) return;
    if (readRunState(infra.store, run.run)?.status === 'paused') return;
    const failure = exhaustedDisk(places(attempt)) ?? (await attempt.ground.stageOf(state.phase, task)(attempt, state));
    if (signal.aborted) return;
    if (failure) stop(attempt, failure);
    else assertProgress(attempt, state);
  }
}

// Where every stage writes.
const places = ({ infra, run }: Attempt): string[] => [infra.home, run.repository.commonDir];

/** Ends the stage as its failure asks: the task sleeps and tries again, a person decides, all runs pause, or it has failed. */
export function stop(attempt: Attempt, said: Failure): void {
  const { infra, run, task } = attempt;
  // Programs that cannot write fail in a hundred ways; what matters is that there is no room.
  const failure = exhaustedDisk(places(attempt)) ?? said;
  const now = infra.clock.now();
  const setbacks = readTaskState(infra.store, run.run, task.key)?.setbacks ?? 0;
  // What was cut short for others may have been given back; if not, the cap itself says so.
  const reaction = isCutShort(attempt, failure)
    ? ({ do: 'wait', until: now } as const)
    : reactTo(failure, { setbacks, hasWorked: hasWorked(attempt), now });
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

/** Whether a session reached a budget that was smaller than its stage's, since others had spent or reserved the rest. */
function isCutShort({ infra, run, task }: Attempt, failure: Failure): boolean {
  if (failure.reason !== 'session-over-budget') return false;
  const sessions = readTaskState(infra.store, run.run, task.key)?.sessions ?? [];
  const session = sessions.find(({ id }) => id === failure.session);
  if (!session) return false;
  return (
    (session.allowance?.[failure.limit] ?? Infinity) < (stageAllowance(run.config, session.stage)[failure.limit] ?? Infinity)
  );
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
