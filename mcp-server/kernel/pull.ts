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
}
