import type { Agent } from '../../../kernel/event.ts';
import type { RunState } from '../../tasks/run-state.ts';
import type { Failure } from '../../../kernel/failure.ts';
import type {
  Allowance,
  CheckReport,
  Commit,
  Phase,
  Plan,
  PortLease,
  Repository,
  RunId,
  RunStatus,
  SessionId,
  Stage,
  TaskKey,
  Verdict,
} from '../../../kernel/model.ts';
import type { Costs } from './costs.ts';
import type { MutationReport } from '../../../kernel/mutation.ts';
import type { Collision } from '../../../kernel/collision.ts';
import type { NumberClash } from '../../../kernel/number-clash.ts';
import type { Delivery } from '../../tasks/delivery.ts';

/** A run as people and agents see it. */
export interface RunView {
  run: RunId;
  title: string;
  status: RunStatus;
  repository: Repository;
  baseBranch: string | null;
  base: Commit;
  /** The branch that holds what was merged, without `refs/heads/`. */
  mergedBranch: string;
  mergedCommit: Commit | null;
  slots: number;
  agent: Agent;
  createdAt: number;
  finishedAt: number | null;
  /** Estimated spending so far, at list price. */
  usd: number;
  costs: Costs;
  /** What the run may spend. */
  budget: Allowance;
  lessons: { path: string; rule: string; commit: Commit }[];
  /** Lessons that were left for a person to decide, with the reason. */
  /** The lesson that is tried out and what that showed so far, or null for a run that lands its work. */
  trials: { lesson: string; proved: RunState['proved'] } | null;
  lessonsLeft: { lesson: string; rule: string; asks: string }[];
  /** How its work was handed on, or null where it was not. */
  delivery: Delivery | null;
  tasks: TaskView[];
}

/** A task of a run as people and agents see it. */
export interface TaskView {
  key: TaskKey;
  title: string;
  phase: Phase;
  dependsOn: TaskKey[];
  attempt: number;
  /** How often it went back to its builder in this attempt. */
  round: number;
  /** When the phase began, in milliseconds since 1970. */
  since: number;
  startedAt: number | null;
  endedAt: number | null;
  branch: string | null;
  worktree: string | null;
  ports: PortLease[];
  sessions: SessionView[];
  plan: Plan | null;
  checks: CheckReport | null;
  mutation?: MutationReport | null;
  verdict: Verdict | null;
  /** The merge commit on the run's branch. */
  merged: Commit | null;
  usd: number;
  costs: Costs;
  turns: number;
  failure: Failure | null;
  /** Which task a waiting one is kept apart from, and why. */
  keptApart: { behind: TaskKey; because: string } | null;
  /** Branches that its own conflicts with while it is worked on. */
  collisions: Collision[];
  /** Migrations of its own whose numbers other tasks took too. */
  clashes: NumberClash[];
  /** When a parked task wakes. */
  until: number | null;
}

/** A session of a task. `directory` holds its brief, transcript and exit status. */
export interface SessionView {
  id: SessionId;
  stage: Stage;
  directory: string;
  launchedAt: number;
  endedAt: number | null;
  usd: number;
}
