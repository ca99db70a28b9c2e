import type { Event } from '../../../kernel/event.ts';
import type { Failure } from '../../../kernel/failure.ts';
import type { Phase, Task } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { launchSession } from '../../sessions/launch-session.ts';
import type { stopSession } from '../../sessions/stop-session.ts';
import type { waitSession } from '../../sessions/wait-session.ts';
import type { RunState } from '../../tasks/run-state.ts';
import type { TaskState } from '../../tasks/task-state.ts';
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
  ground: Ground;
}

/** Carries a task through one phase. It records what happens, and returns a failure when the attempt cannot go on. */
export type StageFunction = (attempt: Attempt, state: TaskState) => Promise<Failure | null>;

/**
 * What runs stand on: what is done in a phase, and sessions. There are two: the real one, and a model of it on which a thousand
 * runs with their budgets and limits take a minute.
 */
export interface Ground {
  stageOf(phase: Phase, task: Task): StageFunction;
  launchSession: typeof launchSession;
  waitSession: typeof waitSession;
  stopSession: typeof stopSession;
}

/** What is known of an attempt where nothing is waited for. */
export type KnownAttempt = Pick<Attempt, 'infra' | 'run' | 'task'>;

/** Records an event of this attempt's task. */
export const recordTask = ({ infra, run, task }: KnownAttempt, event: TaskEventBody): void => {
  record(infra, { ...event, run: run.run, task: task.key });
};

/** A task's event without what names the task. */
export type TaskEventBody =
  Extract<Event, { task: string }> extends infer E ? (E extends { kind: string } ? Omit<E, 'run' | 'task'> : never) : never;
