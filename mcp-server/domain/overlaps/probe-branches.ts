import { withMerging } from '../../infra/git/merge-tree.ts';
import type { Commit, Repository, TaskKey } from '../../kernel/model.ts';

/** The tip of a branch that a task works on. */
export interface LiveBranch {
  task: TaskKey;
  commit: Commit;
}

/** Two live branches that conflict as they stand, and in which files. The other is null where it is what has landed. */
export interface BranchCollision {
  tasks: readonly [TaskKey, TaskKey | null];
  files: readonly string[];
}

/** What to probe. */
export interface Probe {
  branches: readonly LiveBranch[];
  /** What the branches will be merged into, or null. */
  landed: Commit | null;
  /** Pairs of commits that were probed before, with the files that conflict; new ones are added. */
  known: Map<string, readonly string[]>;
}

/**
 * Merges each pair of live branches in the object database, and each with what has landed, and says which conflict. Nothing moves and
 * nobody is told.
 */
export async function probeBranches(repository: Repository, { branches, landed, known }: Probe): Promise<BranchCollision[]> {
  const pairs = branches.flatMap((one, index) => [
    ...branches.slice(index + 1).map((other) => ({ one, other: other.task as TaskKey | null, commit: other.commit })),
    ...(landed === null ? [] : [{ one, other: null, commit: landed }]),
  ]);
  const keyOf = ({ one, commit }: (typeof pairs)[number]) => `${one.commit} ${commit}`;
  const unknown = pairs.filter((pair) => !known.has(keyOf(pair)));
  if (unknown.length > 0) {
    await withMerging(repository, async (merging) => {
      for (const pair of unknown) {
        const merged = await merging.mergeTree({ ours: pair.one.commit, theirs: pair.commit });
        if (merged.ok) known.set(keyOf(pair), []);
        else if (merged.failure.reason === 'merge-conflict') known.set(keyOf(pair), merged.failure.files);
      }
    });
  }
  return pairs.flatMap((pair) => {
    const files = known.get(keyOf(pair)) ?? [];
    return files.length > 0 ? [{ tasks: [pair.one.task, pair.other] as const, files }] : [];
  });
}
