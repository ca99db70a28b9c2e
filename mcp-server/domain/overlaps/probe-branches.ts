import { withMerging } from '../../infra/git/merge-tree.ts';
import type { Commit, Repository, TaskKey } from '../../kernel/model.ts';

/** The tip of a branch that a task works on. */
export interface LiveBranch {
  task: TaskKey;
  commit: Commit;
}

/** Two live branches that conflict as they stand, and in which files. */
export interface Collision {
  tasks: readonly [TaskKey, TaskKey];
  files: string[];
}

/** Merges each pair of live branches in the object database and says which conflict. Nothing moves and nobody is told. */
export const probeBranches = (repository: Repository, branches: readonly LiveBranch[]): Promise<Collision[]> =>
  withMerging(repository, async (merging) => {
    const collisions: Collision[] = [];
    for (const [index, one] of branches.entries()) {
      for (const other of branches.slice(index + 1)) {
        const merged = await merging.mergeTree({ ours: one.commit, theirs: other.commit });
        if (merged.ok || merged.failure.reason !== 'merge-conflict') continue;
        collisions.push({ tasks: [one.task, other.task], files: merged.failure.files });
      }
    }
    return collisions;
  });
