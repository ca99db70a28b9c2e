import type { Allowance, Phase, RunId, RunStatus, TaskKey } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import { isEnded } from '../tasks/task-state.ts';
import { findTask, waitersOf } from './work/find-task.ts';
import { readRunState, readTaskStates, record } from './work/record.ts';

/** What came of a wish about a run. `changed` is false when it was so already. */
export interface Steered {
  run: RunId;
  changed: boolean;
  status: RunStatus;
}

/** What came of a wish about a task. */
export interface SteeredTask {
  run: RunId;
  task: TaskKey;
  changed: boolean;
  phase: Phase;
}

type Steering = Pick<Infra, 'store' | 'clock'>;

/** Starts no new stage until the run is resumed; what runs ends its stage. */
export const pauseRun = (infra: Steering, { run }: { run: RunId }): Result<Steered, 'run-unknown'> =>
  steer(infra, { run, kind: 'run-paused', from: ['running'] });

/** Goes on with a paused run. */
export const resumeRun = (infra: Steering, { run }: { run: RunId }): Result<Steered, 'run-unknown'> =>
  steer(infra, { run, kind: 'run-resumed', from: ['paused'] });

/** Stops every session of a run. What was merged stays merged, and every worktree stays until it is cleaned. */
export const cancelRun = (infra: Steering, { run }: { run: RunId }): Result<Steered, 'run-unknown'> =>
  steer(infra, { run, kind: 'run-cancel-asked', from: ['running', 'paused'] });

function steer(
  infra: Steering,
  { run, kind, from }: { run: RunId; kind: 'run-paused' | 'run-resumed' | 'run-cancel-asked'; from: RunStatus[] },
): Result<Steered, 'run-unknown'> {
  return infra.store.write((): Result<Steered, 'run-unknown'> => {
    const state = readRunState(infra.store, run);
    if (!state) return fail({ reason: 'run-unknown', run });
    const changed = from.includes(state.status);
    if (changed) record(infra, { kind, run });
    return ok({ run, changed, status: readRunState(infra.store, run)?.status ?? state.status });
  });
}

/**
 * Tries a task again that failed, is blocked or was cancelled, with a new attempt; tasks that only waited for it go on
 * waiting for the new one. Asking twice is harmless: a task that is under way already stays as it is.
 */
export const retryTask = (
  infra: Steering,
  { run, task }: { run: RunId; task: string },
): Result<SteeredTask, 'run-unknown' | 'task-unknown' | 'task-not-ready'> =>
  infra.store.write(() => {
    const found = findTask(infra, { run, task });
    if (!found.ok) return found;
    const { key, phase } = found.value;
    if (phase === 'done') return fail({ reason: 'task-not-ready', task: key, phase, wanted: 'failed, blocked or cancelled' });
    if (!isEnded(phase)) return ok({ run, task: key, changed: false, phase });
    record(infra, { kind: 'task-retried', run, task: key });
    for (const other of waitersOf(infra, { run, task: key })) record(infra, { kind: 'task-retried', run, task: other.key });
    return ok({ run, task: key, changed: true, phase: 'waiting' });
  });

/**
 * Allows a run to spend more, and lets every task go on that only waits for money: in its worktree and its conversation where it
 * had begun. Answers the tasks.
 */
export const allowMore = (
  infra: Steering,
  { run, budget }: { run: RunId; budget: Allowance },
): Result<TaskKey[], 'run-unknown'> =>
  infra.store.write((): Result<TaskKey[], 'run-unknown'> => {
    const state = readRunState(infra.store, run);
    if (!state) return fail({ reason: 'run-unknown', run });
    record(infra, { kind: 'run-budget-changed', run, budget: { ...state.budget, ...budget } });
    const tasks = readTaskStates(infra.store, run).filter(({ failure }) => failure?.reason === 'budget-spent');
    for (const { key } of tasks) retryTask(infra, { run, task: key });
    return ok(tasks.map(({ key }) => key));
  });

/** Stops one task. What it did stays in its worktree until that is cleaned. */
export const cancelTask = (
  infra: Steering,
  { run, task }: { run: RunId; task: string },
): Result<SteeredTask, 'run-unknown' | 'task-unknown'> =>
  infra.store.write(() => {
    const found = findTask(infra, { run, task });
    if (!found.ok) return found;
    const { key, phase, cancelAsked } = found.value;
    const changed = !isEnded(phase) && !cancelAsked;
    if (changed) record(infra, { kind: 'task-cancel-asked', run, task: key });
    return ok({ run, task: key, changed, phase });
  });

/** Pauses every run of this machine that is under way: what stopped one of them stops all. */
export function pauseAll(infra: Steering): void {
  for (const { id } of listRunRows(infra.store, { statuses: ['running'] }))
    record(infra, { kind: 'run-paused', run: id as RunId });
}
