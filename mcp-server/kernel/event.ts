import type { Failure } from './failure.ts';
import type {
  Allowance,
  CheckReport,
  Commit,
  GateResult,
  Graph,
  Lesson,
  Plan,
  ProvenFault,
  Repository,
  RunId,
  SessionId,
  Spending,
  Stage,
  TaskKey,
  TrialOutcome,
  Verdict,
  Workspace,
} from './model.ts';
import type { Collision } from './collision.ts';
import type { Pull } from './pull.ts';
import type { Proof, ProofVerdict } from './proof.ts';
import type { Config } from './config.ts';
import type { MutationReport } from './mutation.ts';
import type { DeliverWay } from './config-deliver.ts';

/**
 * All that can happen, as the journal records it. An event whose name ends in `-wanted` or `-launching` is an intent: it is
 * committed before its effect, and the event that follows says what came of it.
 */
export type Event = RunEvent | TaskEvent;

/** What happens to a whole run. */
export type RunEvent = { run: RunId; task?: undefined } & (
  | {
      kind: 'run-submitted';
      repository: Repository;
      /** The folder that the person stood in. */
      from: string;
      baseBranch: string | null;
      base: Commit;
      graph: Graph;
      config: Config;
      /** The agent's program, found and checked when the run was submitted. */
      agent: Agent;
      /** The lesson that the run tries out, where it is a run of trials. */
      proof?: Proof | undefined;
    }
  | { kind: 'run-paused' }
  | { kind: 'run-resumed' }
  /** A person allows the run more, or less. */
  | { kind: 'run-budget-changed'; budget: Allowance }
  | { kind: 'run-cancel-asked' }
  | { kind: 'run-cancelled' }
  | { kind: 'run-finished' }
  | { kind: 'target-created'; branch: string; commit: Commit }
  | { kind: 'lesson-written'; lesson: Lesson; commit: Commit; path: string }
  /** A lesson stands in the ledger, is used by nobody, and waits for a person for the reason in `asks`. */
  | { kind: 'lesson-waiting'; lesson: Lesson; commit: Commit; asks: string }
  /** The counters decided over lessons on the run's branch. */
  | { kind: 'lessons-tended'; lessons: string[]; commit: Commit }
  /** A lesson stands on a branch of its own, by itself; `isPull` where that becomes a pull request. */
  | { kind: 'lesson-offer-wanted'; lesson: string; branch: string; commit: Commit; isPull: boolean }
  /** `url` is that of its pull request; where none could be opened, `failure` says why. */
  | { kind: 'lesson-offered'; lesson: string; branch: string; commit: Commit; url: string | null; failure: Failure | null }
  /** All trials of a lesson have ended. `commit` is null when the ledger could not be written, and `failure` says why. */
  | { kind: 'proof-ended'; verdict: ProofVerdict; because: string; commit: Commit | null; failure: Failure | null }
  | { kind: 'delivery-wanted'; as: DeliverWay; commit: Commit }
  | { kind: 'push-wanted'; remote: string; branch: string; commit: Commit }
  | { kind: 'pushed'; remote: string; branch: string; commit: Commit }
  | { kind: 'pull-request-wanted'; of: TaskKey; branch: string; base: string }
  | { kind: 'pull-request-opened'; pull: Pull }
  /** The forge or we changed it: merged, closed, another branch that it goes to, or its checks say something else. */
  | { kind: 'pull-request-changed'; pull: Pull }
  | { kind: 'pull-request-retarget-wanted'; number: number; base: string }
  | { kind: 'pull-request-merge-wanted'; number: number; commit: Commit }
  | { kind: 'delivered'; commit: Commit }
  | { kind: 'delivery-failed'; failure: Failure }
  | { kind: 'run-cleaned'; removed: string[] }
);

/** What happens to one task of a run. */
export type TaskEvent = { run: RunId; task: TaskKey } & (
  | { kind: 'task-started'; attempt: number }
  | { kind: 'workspace-wanted'; path: string; branch: string; base: Commit }
  | { kind: 'workspace-ready'; workspace: Workspace }
  | {
      kind: 'session-launching';
      session: SessionId;
      stage: Stage;
      resumes: SessionId | null;
      /** Which of several things of the same stage it is about; absent where there is only one. */
      about?: string | undefined;
      /** What is reserved for it. */
      allowance?: Allowance | undefined;
      directory: string;
    }
  | { kind: 'session-ended'; session: SessionId; stage: Stage; spending: Spending; failure: Failure | null }
  | { kind: 'plan-made'; plan: Plan }
  | { kind: 'build-finished'; commit: Commit }
  /** Another task under way took the same number for a migration; `theirs` are its files. */
  | { kind: 'migrations-clash'; beside: TaskKey; files: string[]; theirs: string[] }
  | { kind: 'checks-finished'; report: CheckReport }
  | { kind: 'mutants-tried'; report: MutationReport }
  | { kind: 'review-finished'; verdict: Verdict }
  | ({
      kind: 'finding-proven';
      /** Tests that came with the fix. */
      kept?: string[] | undefined;
    } & ProvenFault)
  /** A proven fault taught nothing: it was a slip, or what was drafted may be no rule. */
  | { kind: 'lesson-declined'; finding: string; problems: string[] }
  | {
      kind: 'fix-wanted';
      because: 'checks' | 'findings' | 'conflict';
      round: number;
      detail: string;
      files: string[];
      red: GateResult[];
    }
  | { kind: 'trial-ended'; outcome: TrialOutcome }
  | { kind: 'merge-wanted'; commit: Commit; onto: Commit }
  | { kind: 'merge-refused'; failure: Failure }
  | { kind: 'merged'; commit: Commit; onto: Commit; tree: string }
  | { kind: 'task-done' }
  | { kind: 'task-blocked'; failure: Failure }
  | { kind: 'task-failed'; failure: Failure }
  | { kind: 'task-parked'; failure: Failure; until: number }
  | { kind: 'task-woken' }
  /** It may start and waits for another that it would probably collide with. */
  | { kind: 'task-kept-apart'; behind: TaskKey; because: string }
  /** All branches that conflict with its own now, of those that will probably land before. */
  | { kind: 'collisions-seen'; collisions: Collision[] }
  | { kind: 'collision-told'; session: SessionId }
  | { kind: 'task-attach-asked' }
  /** A person has the task from here on; nothing of ours works on it. `head` is where its branch stood. */
  | { kind: 'task-held'; head: Commit }
  /** It was given back, its branch at `commit`, with or without anything beyond what it started from. */
  | { kind: 'task-released'; commit: Commit; hasWork: boolean }
  | { kind: 'task-cancel-asked' }
  | { kind: 'task-cancelled' }
  | { kind: 'task-retried' }
  | {
      kind: 'task-decided';
      decision: Decision;
      /** What the person says to the builder, or nothing. */
      word: string;
      /** The commit that it is about. */
      commit: Commit | null;
    }
  | { kind: 'workspace-removed'; path: string; rescued: string | null }
);

/** What a person decides about a task that waits for one: merge it as it is, give it back to its builder, or end it. */
export type Decision = 'accept' | 'send-back' | 'give-up';

/** The program that runs a session. `scripted` speaks Claude Code's protocol without being it, and is always called that. */
export interface Agent {
  name: 'claude' | 'scripted';
  /** The command and its fixed leading arguments. */
  command: string[];
  version: string;
}

/** An event as it stands in the journal. `sum` chains it to the one before. */
export type Recorded<E extends Event = Event> = E & { seq: number; at: number; sum: string };

/** The name of an event. */
export type EventKind = Event['kind'];
