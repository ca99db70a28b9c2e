import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok } from '../../kernel/result.ts';
import { isAncestor } from '../../infra/git/ancestors.ts';
import { deleteRef, readRef, updateRef } from '../../infra/git/refs.ts';

/** Points a ref at a commit. Where the ref keeps something else already, one beside it is made: nothing kept is replaced. */
export async function keepCommit(repository: Repository, { ref, commit }: { ref: string; commit: Commit }) {
  for (let nth = 1; ; nth++) {
    const free = nth === 1 ? ref : `${ref}-${nth}`;
    const kept = await updateRef({ repository, ref: free, to: commit, from: null, message: 'fanout: kept' });
    if (kept.ok) return ok(free);
    if (kept.failure.reason !== 'ref-moved') return fail(kept.failure);
  }
}

/** A branch to delete; `keepAt` is the ref that keeps its commits, unless `mergedInto` has them all. */
export interface DoomedBranch {
  branch: string;
  keepAt: string;
  mergedInto?: Commit | null | undefined;
}

/** Deletes a branch whose commits are kept, and answers where; null where there is no such branch. */
export async function dropBranch(repository: Repository, { branch, keepAt, mergedInto }: DoomedBranch) {
  const ref = `refs/heads/${branch}`;
  const tip = await readRef({ repository, ref });
  if (tip === null) return ok(null);
  // Looked at now and not earlier: somebody may have committed until this moment.
  const isMerged = !!mergedInto && (await isAncestor({ repository, ancestor: tip, of: mergedInto }));
  const kept = isMerged ? ok(null) : await keepCommit(repository, { ref: keepAt, commit: tip });
  if (!kept.ok) return kept;
  const deleted = await deleteRef({ repository, ref, from: tip });
  return deleted.ok ? ok({ branch, keptAt: kept.value }) : deleted;
}
