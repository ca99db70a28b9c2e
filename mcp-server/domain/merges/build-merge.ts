import { commitTree } from '../../infra/git/commit-tree.ts';
import { mergeTree } from '../../infra/git/merge-tree.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';

/** A merge: its commit, the tip it was made on, and its tree. */
export interface Merge {
  commit: Commit;
  onto: Commit;
  tree: string;
}

/** Makes the merge of `reviewed` onto `onto` in the object database. No ref moves and no file is written. */
export async function buildMerge({
  repository,
  onto,
  reviewed,
  message,
}: {
  repository: Repository;
  onto: Commit;
  reviewed: Commit;
  message: string;
}): Promise<Result<Merge, 'merge-conflict' | 'git-failed'>> {
  const merged = await mergeTree({ repository, ours: onto, theirs: reviewed });
  if (!merged.ok) return merged;
  const { tree } = merged.value;
  const commit = await commitTree({ repository, tree, parents: [onto, reviewed], message });
  return commit.ok ? ok({ commit: commit.value, onto, tree }) : commit;
}
