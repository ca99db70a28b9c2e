import type { Event } from '../../../kernel/event.ts';
import type { Task } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { RunState } from '../../tasks/run-state.ts';
import type { Limiter } from './limiter.ts';
import { record } from './record.ts';

/** One try at one task, under way. */
export interface Attempt {
  infra: Infra;
  /** The run as it was when the attempt began: repository, graph and configuration do not change. */
  run: RunState;
  task: Task;
  /** Aborts when the task or its run is cancelled. */
  signal: AbortSignal;
  /** Waits for a turn at the run's branch, which merges move too: one writer at a time loses no race. */
  merging: <T>(work: () => Promise<T>) => Promise<T>;
  /** Lets sessions of the account start. */
  limiter: Limiter;
}

/** Records an event of this attempt's task. */
export const recordTask = ({ infra, run, task }: Attempt, event: TaskEventBody): void => {
  record(infra, { ...event, run: run.run, task: task.key });
};

/** A task's event without what names the task. */
export type TaskEventBody =
  Extract<Event, { task: string }> extends infer E ? (E extends { kind: string } ? Omit<E, 'run' | 'task'> : never) : never;
