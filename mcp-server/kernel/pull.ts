import type { Commit, TaskKey } from './model.ts';

/** A pull request of a run: the task that it is of, and the commit that its branch was pushed at. */
export interface Pull {
  of: TaskKey;
  number: number;
  url: string;
  branch: string;
  /** The branch that it goes to. */
  base: string;
  commit: Commit;
  state: 'open' | 'closed' | 'merged';
  /** What its checks said when somebody looked last; absent where nobody has. */
  checks?: PullChecks | undefined;
  /** Those that failed. */
  red?: RedCheck[] | undefined;
}

/** What the checks of a pull request say together. */
export type PullChecks = 'none' | 'pending' | 'passed' | 'failed';

/** A check that failed, and where its output is; no address where the forge names none. */
export interface RedCheck {
  name: string;
  url: string;
}
