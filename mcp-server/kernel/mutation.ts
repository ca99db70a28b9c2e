import type { Commit } from './model.ts';

/** A changed line that was broken on purpose, and no test noticed. */
export interface Survivor {
  file: string;
  line: number;
  /** What the line became, in a word or an expression. */
  mutation: string;
}

/** What a mutation check found on the changed lines of a commit. */
export interface MutationReport {
  commit: Commit;
  /** How many mutants were tried. */
  mutants: number;
  survivors: Survivor[];
  /** Why nothing was tried, or null. */
  problem: string | null;
}
