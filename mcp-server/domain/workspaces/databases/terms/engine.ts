import type { DatabaseKind, SettingsOf } from '../../../../kernel/config-databases.ts';
import type { Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';

/** A database branch that is asked of an engine. */
export interface Ask<Kind extends DatabaseKind = DatabaseKind> {
  /** The path of the workspace that owns it. */
  owner: string;
  /** The name of the database in the configuration. */
  name: string;
  /** Our name for the branch: lower-case letters, digits and underscores, at most 63. */
  id: string;
  settings: SettingsOf<Kind>;
  /** The person's main worktree, against which sources are resolved and which no branch may touch. */
  folder: string;
  /** What commands get: the scrubbed environment and the workspace's. */
  environment: Record<string, string>;
  /** Gets what commands print. */
  outputPath: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Where a branch will be, known before it is made, so that a kill in between leaves nothing unknown. */
export interface Planned {
  place: string;
  /** Null when only its engine can say, and only afterwards. */
  url: string | null;
}

/** A branch that is there. */
export type Standing = Planned;

/** An ask with what was planned or made. */
export type Placed<Kind extends DatabaseKind = DatabaseKind> = Ask<Kind> & Standing;

/** What makes and drops the branches of one kind of database. It never answers another database than the one it made. */
export interface DatabaseEngine<Kind extends DatabaseKind = DatabaseKind> {
  /** Says where the branch will be. Changes nothing. */
  plan(infra: Infra, ask: Ask<Kind>): Promise<Result<Planned, 'database-failed'>>;
  /**
   * Makes the branch, over whatever a killed creation left in its place, and answers where it is. Calls `intend` when all that
   * can be refused beforehand was, and before the first effect.
   */
  create(infra: Infra, ask: Placed<Kind>, intend: () => void): Promise<Result<{ place: string; url: string }, 'database-failed'>>;
  /** Asks the database itself whose it is. False when it is gone; a failure when it is not this branch. */
  prove(infra: Infra, ask: Placed<Kind>): Promise<Result<boolean, 'database-failed'>>;
  /** Drops the branch with everybody in it. Where none is, nothing happens. */
  drop(infra: Infra, ask: Placed<Kind>): Promise<Result<void, 'database-failed'>>;
  /** Finds what this state folder made at the engine and no longer knows, and drops it unless `dryRun`. Answers its names. */
  sweep?(infra: Infra, ask: Sweep<Kind>): Promise<Result<string[], 'database-failed'>>;
}

/** A search for what nobody knows. */
export interface Sweep<Kind extends DatabaseKind = DatabaseKind> {
  name: string;
  settings: SettingsOf<Kind>;
  folder: string;
  /** Whether somebody owns the branch with this id. To be asked after it was seen: its intent was written before it was made. */
  isKnown(id: string): boolean;
  dryRun: boolean;
}
