import type { Failure } from '../../kernel/failure.ts';
import type {
  Allowance,
  CheckReport,
  Commit,
  GateResult,
  Phase,
  Plan,
  ProvenFault,
  SessionId,
  Spending,
  Stage,
  TaskKey,
  TrialOutcome,
  Verdict,
  Workspace,
} from '../../kernel/model.ts';
import type { MutationReport } from '../../kernel/mutation.ts';
import type { Collision } from '../../kernel/collision.ts';
import type { NumberClash } from '../../kernel/number-clash.ts';

/** One session of a task, as its events add up. */
export interface TaskSession {
  id: SessionId;
  stage: Stage;
  resumes: SessionId | null;
  /** Which of several things of the same stage it is about, such as the finding of a lesson; null where there is only one. */
  about: string | null;
  directory: string;
  /** What it may spend, which is reserved while it runs. */
  allowance: Allowance | null;
  launchedAt: number;
  endedAt: number | null;
  spending: Spending | null;
  failure: Failure | null;
}

/** What agents of other vendors took, by their names. Dollars only where somebody said what their tokens cost. */
export type OthersSpent = Record<string, { tokens: number; usd: number }>;

/** Why a task goes back to its builder. */
export interface FixOrder {
  because: 'checks' | 'findings' | 'conflict' | 'person';
  detail: string;
  files: string[];
  /** Gates that failed, on the task's commit or on the combined tree. */
  red: GateResult[];
}

/** A task, as its events add up. What belongs to one attempt is cleared when another begins; sessions and their cost stay. */
export interface TaskState {
  key: TaskKey;
  phase: Phase;
  attempt: number;
  round: number;
  since: number;
  startedAt: number | null;
  /** When the present attempt began. */
  attemptedAt: number | null;
  endedAt: number | null;
  /** How often in a row it was parked without getting any further. */
  setbacks: number;
  /** Why it was parked last, as long as it got no further. */
  setback: Failure | null;
  wanted: { path: string; branch: string; base: Commit } | null;
  workspace: Workspace | null;
  sessions: TaskSession[];
  /** What agents of other vendors took for their reviews of all attempts; absent in states of older versions. */
  others?: OthersSpent;
  plan: Plan | null;
  /** The commit that the last build or fix ended with. */
  commit: Commit | null;
  checks: CheckReport | null;
  /** What the mutation check of the last build or fix found; absent in older journals. */
  mutation?: MutationReport | null;
  /** Verdicts of this attempt, oldest first. */
  verdicts: Verdict[];
  proven: ProvenFault[];
  fix: FixOrder | null;
  merged: { commit: Commit; onto: Commit; tree: string; at: number } | null;
  /** What came of it, where it was a trial. */
  tried: TrialOutcome | null;
  failure: Failure | null;
  /** Where a parked task goes on, and when. */
  parked: { phase: Phase; until: number } | null;
  /** A person wants to have it. */
  attachAsked: boolean;
  /** Where a task goes on that a person holds, and where its branch stood when they took it. */
  held: { phase: Phase; head: Commit } | null;
  /** Rounds before this one do not count: a person has worked on it since. */
  roundsFrom: number;
  cancelAsked: boolean;
  /** Where a task was that is blocked since its run's budget is spent: it goes on there when more is allowed. */
  blockedIn: Phase | null;
  /** Which task it waits for although it may start, and why. */
  keptApart: { behind: TaskKey; because: string } | null;
  /** What its branch conflicts with while it is worked on. */
  collisions: Collision[];
  /** Migrations of its own whose numbers other tasks took too; absent in states of older versions. */
  clashes?: NumberClash[];
}

const freshAttempt = {
  round: 0,
  attemptedAt: null,
  setbacks: 0,
  setback: null,
  wanted: null,
  workspace: null,
  plan: null,
  commit: null,
  checks: null,
  mutation: null,
  verdicts: [],
  proven: [],
  fix: null,
  merged: null,
  tried: null,
  failure: null,
  parked: null,
  attachAsked: false,
  held: null,
  roundsFrom: 0,
  cancelAsked: false,
  blockedIn: null,
  keptApart: null,
  collisions: [],
  clashes: [],
} satisfies Partial<TaskState>;

/** The state of a task that nothing has happened to yet. */
export const waitingTask = (key: TaskKey, at: number): TaskState => ({
  ...freshAttempt,
  key,
  phase: 'waiting',
  attempt: 0,
  since: at,
  startedAt: null,
  endedAt: null,
  sessions: [],
});

/** The task as another attempt begins. */
export const nextAttempt = (state: TaskState): TaskState => ({ ...state, ...freshAttempt, phase: 'waiting', endedAt: null });

/** Whether a task may go back to its builder once more. What a person worked on starts counting anew. */
export const mayGoBack = ({ round, roundsFrom }: TaskState, { rounds }: { rounds: number }): boolean =>
  round - roundsFrom < rounds;

/** Whether something of ours works on a task, or is about to. */
export const isUnderWay = ({ phase }: Pick<TaskState, 'phase'>): boolean =>
  !isEnded(phase) && phase !== 'waiting' && phase !== 'parked' && phase !== 'held';

/** Whether nothing more happens to a task in this phase unless a person says so. */
export const isEnded = (phase: Phase): boolean =>
  phase === 'done' || phase === 'failed' || phase === 'blocked' || phase === 'cancelled';
