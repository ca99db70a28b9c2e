import type { Agent, Recorded, RunEvent } from '../../kernel/event.ts';
import type { Config } from '../../kernel/config.ts';
import type { Allowance, Commit, Graph, Lesson, Repository, RunId, RunStatus } from '../../kernel/model.ts';
import type { Proof } from '../../kernel/proof.ts';
import { applyDelivery, type Delivery } from './delivery.ts';

/** A run, as its events add up. */
export interface RunState {
  run: RunId;
  repository: Repository;
  from: string;
  baseBranch: string | null;
  base: Commit;
  graph: Graph;
  config: Config;
  agent: Agent;
  /** What the run may spend: what it was submitted with, or what a person allowed since. */
  budget: Allowance;
  status: RunStatus;
  createdAt: number;
  finishedAt: number | null;
  /** The tip of the run's branch, once that exists. */
  mergedCommit: Commit | null;
  lessons: { lesson: Lesson; commit: Commit; path: string }[];
  /** Lessons that wait for a person; absent in runs from before they were told. */
  waiting?: { lesson: Lesson; commit: Commit; asks: string }[] | undefined;
  /** The lesson that the run tries out, or null for a run that lands its work. */
  proof: Proof | null;
  proved: Pick<Extract<RunEvent, { kind: 'proof-ended' }>, 'verdict' | 'because' | 'commit' | 'failure'> | null;
  delivery: Delivery | null;
}

/** What is known of a run from its submission on, and never changes. */
export type Submission = Pick<
  RunState,
  'run' | 'repository' | 'from' | 'baseBranch' | 'base' | 'graph' | 'config' | 'agent' | 'createdAt'
>;

/** What changes of a run, without its submission: a graph of a thousand tasks is not written again with each merge. */
export const changingPart = (state: RunState): Omit<RunState, keyof Submission> => {
  const { run: _run, repository: _repository, from: _from, baseBranch: _branch, base: _base, ...rest } = state;
  const { graph: _graph, config: _config, agent: _agent, createdAt: _createdAt, ...changing } = rest;
  return changing;
};

/** Whether an event may change the run itself, besides the task that it is about. */
export const concernsRun = ({ task, kind }: Pick<Recorded, 'task' | 'kind'>): boolean =>
  task === undefined || kind === 'merged' || kind === 'task-retried' || kind === 'task-decided';

/** The state of a run that was just submitted. */
export const submittedRun = (event: Recorded<Extract<RunEvent, { kind: 'run-submitted' }>>): RunState => ({
  run: event.run,
  repository: event.repository,
  from: event.from,
  baseBranch: event.baseBranch,
  base: event.base,
  graph: event.graph,
  config: event.config,
  agent: event.agent,
  budget: event.config.budget,
  status: 'running',
  createdAt: event.at,
  finishedAt: null,
  mergedCommit: null,
  lessons: [],
  proof: event.proof ?? null,
  proved: null,
  delivery: null,
});

/**
 * The run after an event. Pure; an event that does not fit the status changes nothing, so that saying a thing twice is harmless.
 *
 * ```
 *  running ⇄ paused        running/paused ─▶ cancelling ─▶ cancelled
 *  running ─▶ finished ─▶ running (a task is tried again or taken over, or a person decided about it)
 * ```
 */
export function applyRunEvent(state: RunState, event: Recorded): RunState {
  switch (event.kind) {
    case 'run-paused':
      return state.status === 'running' ? { ...state, status: 'paused' } : state;
    case 'run-resumed':
      return state.status === 'paused' ? { ...state, status: 'running' } : state;
    case 'run-cancel-asked':
      return state.status === 'running' || state.status === 'paused' ? { ...state, status: 'cancelling' } : state;
    case 'run-budget-changed':
      return { ...state, budget: event.budget };
    case 'run-cancelled':
      return { ...state, status: 'cancelled', finishedAt: event.at };
    case 'run-finished':
      return { ...state, status: 'finished', finishedAt: event.at };
    case 'task-decided':
      return event.decision === 'give-up' ? state : reopened(state);
    case 'task-held':
    case 'task-retried':
      return reopened(state);
    case 'target-created':
    case 'lessons-tended':
    case 'merged':
      return { ...state, mergedCommit: event.commit };
    case 'lesson-written':
      return {
        ...state,
        mergedCommit: event.commit,
        lessons: [...state.lessons, { lesson: event.lesson, commit: event.commit, path: event.path }],
      };
    case 'lesson-waiting':
      return {
        ...state,
        mergedCommit: event.commit,
        waiting: [...(state.waiting ?? []), { lesson: event.lesson, commit: event.commit, asks: event.asks }],
      };
    case 'proof-ended': {
      const { verdict, because, commit, failure } = event;
      return { ...state, proved: { verdict, because, commit, failure } };
    }
    default: {
      const delivery = applyDelivery(state.delivery, event);
      return delivery === state.delivery ? state : { ...state, delivery };
    }
  }
}

const reopened = (state: RunState): RunState =>
  state.status === 'finished' || state.status === 'cancelled'
    ? { ...state, status: 'running', finishedAt: null, proved: null }
    : state;
