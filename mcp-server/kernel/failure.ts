import type { GateResult } from './model.ts';

/** Everything that is expected to go wrong, with the facts a person needs. `explain.ts` says each in words. */
export type Failure =
  // ── what the person gave us ──
  /** A file that was named is not there or cannot be read. */
  | { reason: 'file-unreadable'; path: string; detail: string }
  /** A graph file is refused; `problems` names each place and what is wrong there. */
  | { reason: 'graph-invalid'; path: string; problems: Problem[] }
  /** `fanout.yaml` is refused. */
  | { reason: 'config-invalid'; path: string; problems: Problem[] }
  /** An argument of a command or tool is refused. */
  | { reason: 'argument-invalid'; name: string; value: string; expected: string }
  /** The arguments of a tool are refused; each problem names its argument. */
  | { reason: 'arguments-invalid'; tool: string; problems: Problem[] }
  /** No run has this id, or none exists yet. */
  | { reason: 'run-unknown'; run: string }
  /** The run has no task with this key. */
  | { reason: 'task-unknown'; run: string; task: string; known: string[] }
  /** The task is not in a phase in which this can be done. */
  | { reason: 'task-not-ready'; task: string; phase: string; wanted: string }
  /** No session has this id. */
  | { reason: 'session-unknown'; session: string }
  /** The session has ended, so nothing can be said to it. */
  | { reason: 'session-ended'; session: string }
  /** Nobody agreed to a plan that needs a yes. */
  | { reason: 'not-agreed'; what: string }

  // ── the repository ──
  /** The folder is not inside a git repository. */
  | { reason: 'not-a-repository'; path: string; said?: string }
  /** The repository has no commit yet. */
  | { reason: 'repository-empty'; path: string }
  /** A named branch or commit does not exist. */
  | { reason: 'revision-unknown'; revision: string; path: string }
  /** The branch is already checked out in another worktree. */
  | { reason: 'branch-in-use'; branch: string; worktree: string }
  /** A branch of that name exists already. */
  | { reason: 'branch-exists'; branch: string }
  /** A path that must be free is taken, or leads through a symbolic link. */
  | { reason: 'path-in-use'; path: string; detail: string }
  /** The worktree holds work that exists nowhere else and could not be saved. */
  | { reason: 'work-at-risk'; path: string; detail: string }
  /** No worktree is registered at this path. */
  | { reason: 'worktree-unknown'; path: string }
  /** The ref moved while we worked: someone else was faster. */
  | { reason: 'ref-moved'; ref: string; expected: string; actual: string }
  /** Two sides changed the same lines. */
  | { reason: 'merge-conflict'; ours: string; theirs: string; files: string[] }
  /** A merge that git made would change what neither side changed, so it did not land. */
  | { reason: 'merge-unsound'; commit: string; onto: string; files: string[]; keptAt: string }
  /** The target cannot be fast-forwarded to the run's result. */
  | { reason: 'not-fast-forward'; branch: string; to: string }
  /** The person's checkout has changes that a fast-forward would touch. */
  | { reason: 'checkout-dirty'; path: string; detail: string }
  /** The repository has no remote of this name. */
  | { reason: 'remote-unknown'; remote: string; known: string[] }
  /** The remote has commits of others on a branch that we would push, so it was left. */
  | { reason: 'push-refused'; remote: string; branch: string; actual: string; commit: string }
  /** The address of the remote names no repository of a forge. */
  | { reason: 'forge-unknown'; remote: string; address: string }
  /** The forge refused, or its program did; `detail` is in its words. */
  | { reason: 'forge-refused'; repository: string; what: string; exitCode: number | null; detail: string }
  /** The run has merged nothing, so there is nothing to hand on. */
  | { reason: 'nothing-merged'; run: string }
  /** Files of the base ask for a filter, such as Git LFS, that a checkout could not run. */
  | { reason: 'filter-unusable'; filter: string; detail: string }
  /** git failed in a way that no other reason names. */
  | { reason: 'git-failed'; args: string[]; exitCode: number | null; stderr: string }

  // ── the machine ──
  /** A program is not installed or not on PATH. */
  | { reason: 'program-missing'; program: string; hint: string }
  /** A program could not be run or ended badly. */
  | { reason: 'process-failed'; command: string; exitCode: number | null; stderr: string }
  /** A command took longer than it may. */
  | { reason: 'process-timed-out'; command: string; timeoutMs: number }
  /** Another process holds a lock for longer than we wait. */
  | { reason: 'lock-busy'; lock: string; waitedMs: number }
  /** No port of the range is free. */
  | { reason: 'ports-exhausted'; name: string; from: number; to: number }
  /** The disk is full, read-only, or out of file handles. */
  | { reason: 'machine-exhausted'; detail: string }
  /** The folder of all state cannot be made where it is said to be. */
  | { reason: 'state-folder-unusable'; path: string; detail: string }
  /** A record of the journal does not match its checksum or is gone; everything before it stands. */
  | { reason: 'journal-damaged'; path: string; seq: number }
  /** The store was written by a newer fanout. */
  | { reason: 'store-newer'; path: string; version: number; supported: number }
  /** fanout brings no SQLite for this platform, and the package that has it is not installed in `folder`. */
  | { reason: 'sqlite-missing'; platform: string; folder: string }
  /** The setup command of a workspace failed. */
  | { reason: 'setup-failed'; command: string; exitCode: number | null; outputPath: string }
  /** What a workspace must have before a model is called could not be shown; each doubt names what was looked at and what next. */
  | { reason: 'workspace-unproven'; path: string; doubts: Doubt[] }
  /** No service of this name is declared or was started, and no command was given for one. */
  | { reason: 'service-unknown'; service: string; known: string[] }
  /** A database branch could not be made, proven or dropped; `next` says what to do. No other database was used instead. */
  | { reason: 'database-failed'; database: string; step: string; detail: string; next: string }
  /** The configuration names no database of this name. */
  | { reason: 'database-unknown'; database: string; known: string[] }

  // ── agents ──
  /** Claude Code is not installed or not on PATH. */
  | { reason: 'agent-missing'; agent: string; looked: string[]; refusal?: string }
  /** Claude Code is older than what fanout needs. */
  | { reason: 'agent-too-old'; agent: string; version: string; needed: string }
  /** An agent of another vendor that was to review as well is missing or gave no answer. */
  | { reason: 'opinion-failed'; agent: string; detail: string; keptAt: string }
  /** The fence of a session does not refuse what it must, or cannot run; no session works behind it. */
  | { reason: 'fence-broken'; directory: string; detail: string }
  /** Claude Code is not logged in, or its key is refused. */
  | { reason: 'agent-not-logged-in'; agent: string; detail: string }
  /** The account has no credit left. */
  | { reason: 'agent-out-of-credit'; agent: string; detail: string }
  /** A rate or usage limit; `resetsAt` is in milliseconds since 1970 when the message names it. */
  | { reason: 'agent-rate-limited'; agent: string; detail: string; resetsAt: number | null }
  /** The service is overloaded or unreachable. */
  | { reason: 'agent-unavailable'; agent: string; detail: string }
  /** A session reached the budget, the turns or the minutes of its stage. */
  | {
      reason: 'session-over-budget';
      session: string;
      limit: 'usd' | 'tokens' | 'turns' | 'minutes';
      spent: number;
      keptAt: string;
    }
  /** A session printed nothing for too long. */
  | { reason: 'session-silent'; session: string; idleMs: number; keptAt: string }
  /** A session used the same tool with the same input over and over. */
  | { reason: 'session-looping'; session: string; tool: string; times: number; keptAt: string }
  /** A session was busy for long and changed nothing in its worktree. */
  | { reason: 'session-stuck'; session: string; minutes: number; keptAt: string }
  /** A session was stopped by a person or a cancelled run. */
  | { reason: 'session-stopped'; session: string; keptAt: string }
  /** A session ended without a result. */
  | { reason: 'session-died'; session: string; exitCode: number | null; detail: string; keptAt: string }
  /** A session ended with a result that says it failed. */
  | { reason: 'session-failed'; session: string; detail: string; keptAt: string }
  /** A session was refused a tool that it needed. */
  | { reason: 'permission-denied'; session: string; tools: string[]; keptAt: string }
  /** A session's structured answer does not fit its schema. */
  | { reason: 'answer-invalid'; session: string; detail: string; keptAt: string }

  // ── fanout itself ──
  /** The supervisor, which carries all runs, could not be started. */
  | { reason: 'supervisor-failed'; exitCode: number | null; logPath: string }
  /** A bug in fanout ended a task; the others went on. */
  | { reason: 'defect'; detail: string }

  // ── a task ──
  /** A build ended without a new commit on the task's branch. */
  | { reason: 'nothing-committed'; task: string; keptAt: string }
  /** Uncommitted work was left in the worktree although commits were due. */
  | { reason: 'left-uncommitted'; task: string; files: string[]; keptAt: string }
  /** The session committed elsewhere than on the task's branch. */
  | { reason: 'wrong-branch'; task: string; expected: string; actual: string; keptAt: string }
  /** Checks still fail after every round of fixing. */
  | { reason: 'checks-failed'; task: string; commands: string[]; red: GateResult[]; outputPath: string; keptAt: string }
  /** A change weakens the gates that judge it: tests gone or skipped, checks, CI or agent settings edited. */
  | { reason: 'gates-weakened'; task: string; objections: string[]; keptAt: string }
  /** Commits on a run's branch that the run did not make weaken what would check them. */
  | { reason: 'branch-weakened'; run: string; branch: string; into: string; objections: string[] }
  /** The review still blocks after every round of fixing. */
  | {
      reason: 'review-blocks';
      task: string;
      /** Absent in older journals. */
      because?: 'repeated' | 'rounds-spent' | 'unproven' | undefined;
      findings: string[];
      keptAt: string;
    }
  /** A person wants to accept a commit, and what is checked out is not the one that was reviewed. */
  | { reason: 'commit-unreviewed'; task: string; reviewed: string; actual: string | null; keptAt: string }
  /** A conflict could not be resolved by the builder. */
  | { reason: 'conflict-unresolved'; task: string; files: string[]; keptAt: string }
  /** A task that this one depends on did not land. */
  | { reason: 'dependency-failed'; task: string; dependency: string }
  /** What a session drafted as a lesson may not become a rule. */
  | { reason: 'lesson-refused'; task: string | null; problems: string[] }
  /** A lesson cannot be tried out. */
  | { reason: 'lesson-unprovable'; lesson: string; detail: string }
  /** The run's or task's budget is spent. */
  | { reason: 'budget-spent'; scope: string; unit: 'usd' | 'tokens' | 'turns' | 'minutes'; limit: number; spent: number };

/** One refused place in something the person wrote. `place` is a path with line and column, such as `graph.yaml:12:5`. */
export interface Problem {
  place: string;
  message: string;
}

/** One thing that the proof of a workspace looked at and did not find as it must be. */
export interface Doubt {
  /** What was looked at: `port web`, `service api`, `lockfile package-lock.json`, … */
  probe: string;
  detail: string;
  next: string;
}

/** The name of a failure. */
export type Reason = Failure['reason'];
