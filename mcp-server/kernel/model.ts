import type { Opinion } from './opinion.ts';

/** The nouns. Every other file says what happens to these. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** One execution of a graph: eight lower-case base-32 characters, minted by `id.ts`. */
export type RunId = Branded<'RunId'>;
/** A node of a graph: `[a-z0-9][a-z0-9-]{0,39}`, as its author wrote it. Safe in a ref and in a path. */
export type TaskKey = Branded<'TaskKey'>;
/** One headless agent process and its transcript: a UUID, as Claude Code wants it. */
export type SessionId = Branded<'SessionId'>;
/** A full object name of a commit. */
export type Commit = Branded<'Commit'>;

/** What a session is launched to do. */
export type Stage = 'plan' | 'build' | 'review' | 'fix' | 'learn';

/**
 * Where a task stands.
 *
 * ```
 *  waiting ─▶ preparing ─▶ planning ─▶ building ─▶ checking ─▶ reviewing ─▶ merging ─▶ learning ─▶ done
 *                                                   ▲  │            │           │
 *                                                   │  ▼            │           │  gate failed, findings, conflict
 *                                                  fixing ◀─────────┴───────────┘
 *  any ─▶ blocked (a person decides) · parked (a limit: wakes by itself) · held (a person has it) · failed · cancelled
 * ```
 */
export type Phase =
  | 'waiting'
  | 'preparing'
  | 'planning'
  | 'building'
  | 'checking'
  | 'reviewing'
  | 'fixing'
  | 'merging'
  | 'learning'
  | 'done'
  | 'blocked'
  | 'parked'
  | 'held'
  | 'failed'
  | 'cancelled';

/** Where a run stands. `finished` means that every task ended, not that every task was merged. */
export type RunStatus = 'running' | 'paused' | 'cancelling' | 'cancelled' | 'finished';

/** What a session may spend before it is stopped. `usd` is an estimate at list price. */
export interface Allowance {
  usd?: number | undefined;
  tokens?: number | undefined;
  turns?: number | undefined;
  minutes?: number | undefined;
}

/** One task of a graph, checked and with its spec read. */
export interface Task {
  key: TaskKey;
  title: string;
  /** What the task must achieve, as its author wrote it: data for a brief, never a rule. */
  spec: string;
  dependsOn: TaskKey[];
  /** Globs, relative to the repository, of what the task expects to touch. */
  paths: string[];
  /** Shell commands that must exit 0, besides those of the configuration. */
  checks: string[];
  /** Permission rules added for the task's building sessions, such as `Bash(make *)`. */
  tools: string[];
  /** Models that override the configuration's, by stage. */
  models: Partial<Record<Stage, string>>;
  budget: Allowance;
  /** What it tries instead of landing; absent for work that lands. */
  trial?: Trial | undefined;
}

/** One try at work that was done before, with a lesson in its brief or without, to see what the lesson does. */
export interface Trial {
  /** `control` is other work, which the lesson must not harm. */
  work: 'faulty' | 'control';
  isTold: boolean;
  /** The commit that the work began on, before the fault and its fix. */
  base: Commit;
  plan: Plan;
  /** All lessons that its brief carries. */
  tells: Pick<Lesson, 'id' | 'rule' | 'paths'>[];
  /** What fails where the fault is; null for a control. */
  evidence: Evidence | null;
}

/** What came of a trial: neither fault nor red gate, the fault, or a red gate without it. */
export type TrialOutcome = 'good' | 'fault' | 'red';

/** Tasks and the edges between them, as submitted. Never empty, never cyclic. */
export interface Graph {
  title: string;
  tasks: Task[];
}

/** A repository, as found from any folder inside it. */
export interface Repository {
  /** The git common directory, real path: the identity of the repository on this machine. */
  commonDir: string;
  /** The person's main worktree, or null in a bare repository. */
  mainWorktree: string | null;
  /** The folder's own name, for people. */
  name: string;
}

/** An exclusive claim on a TCP port, held by a workspace until released. */
export interface PortLease {
  /** What the port is for: `web`, `api`, … */
  name: string;
  port: number;
}

/** A worktree with its ports and environment, owned by one task. */
export interface Workspace {
  path: string;
  branch: string;
  /** The commit that the branch started from. */
  base: Commit;
  ports: PortLease[];
  /** What setup, checks and sessions get besides the scrubbed environment: `PORT`, `FANOUT_RUN`, … */
  environment: Record<string, string>;
}

/** What a planning session returned. */
export interface Plan {
  summary: string;
  paths: string[];
  steps: string[];
  checks: string[];
  risks: string[];
}

/** Something that fails on a commit: files to lay into a clean checkout, and a command that must then exit non-zero. */
export interface Evidence {
  files: { path: string; content: string }[];
  command: string;
}

/** How bad a finding is. `minor` never blocks. */
export type Severity = 'critical' | 'major' | 'minor';

/** One remark of a review. `status` says what our own replay of its evidence showed. */
export interface Finding {
  id: string;
  severity: Severity;
  title: string;
  file: string;
  line: number;
  what: string;
  /** The lesson that would have prevented it, as the reviewer names it. */
  lesson?: string | null | undefined;
  evidence: Evidence | null;
  status: 'reproduced' | 'not-reproduced' | 'unproven';
  /** Whose fault it is, as the reviewer names it. */
  origin?: 'change' | 'spec' | 'before' | null | undefined;
  /** The reviewers who saw it. */
  foundBy?: string[] | undefined;
  /** It was there before the change: recorded, and not mended here. */
  isOutside?: boolean | undefined;
  /** What our replay printed. */
  log?: string | undefined;
}

/** A fault that failed on one commit and passes on a later one, both run by us. */
export interface ProvenFault {
  finding: Finding;
  brokenAt: Commit;
  fixedAt: Commit;
  /** Absent in journals that knew only reviews. */
  source?: FaultSource | undefined;
  reviewer?: SessionId | undefined;
}

/** Pass or block, bound to the commit that was reviewed. */
export interface Verdict {
  commit: Commit;
  decision: 'pass' | 'block';
  summary: string;
  findings: Finding[];
  /** The session that reviewed; absent in journals from before it was kept. */
  reviewer?: SessionId | undefined;
  opinions?: Opinion[] | undefined;
}

/** One gate that ran: its command, its exit code, and the file that holds what it printed. */
export interface GateResult {
  command: string;
  exitCode: number;
  durationMs: number;
  outputPath: string;
}

/** All gates on one commit. */
export interface CheckReport {
  commit: Commit;
  passed: boolean;
  gates: GateResult[];
}

/** What a session consumed. `usd` is an estimate at list price and `models` splits it. */
export interface Spending {
  usd: number;
  inputTokens: number;
  outputTokens: number;
  turns: number;
  models: Record<string, number>;
}

/**
 * What a lesson becomes, strongest first: a check that fails, a command that a hook refuses, a setting of workspaces, a rule for
 * some paths, a part of a skill, a line that is always loaded.
 */
export type LessonForm = 'check' | 'hook' | 'setting' | 'rule' | 'skill' | 'line';

/** A recorded, evidenced, reusable fact, rendered as a rule of the repository. */
export interface Lesson {
  id: string;
  /** The rule, in one or two sentences. */
  rule: string;
  why: string;
  /** Globs of the files that it is about. */
  paths: string[];
  /** What it became. */
  form: LessonForm;
  provenance: Provenance;
}

/** Who showed a fault: a review, a gate that was red, a merge that was refused, a watchdog that ended a session, or a person. */
export type FaultSource = 'review' | 'gate' | 'merge' | 'watchdog' | 'person';

/** Where a lesson comes from, so that anybody can look. */
export interface Provenance {
  source: FaultSource;
  /** Both null where a person showed the fault outside of any run. */
  run: RunId | null;
  task: TaskKey | null;
  finding: string;
  title: string;
  /** The session that found the fault in a review; null for every other source. */
  reviewer: SessionId | null;
  brokenAt: Commit;
  fixedAt: Commit;
  evidence: string;
}
