import { isAncestor } from '../../infra/git/ancestors.ts';
import { changedFiles } from '../../infra/git/diff.ts';
import { endForward, fastForward, type Forward } from '../../infra/git/fast-forward.ts';
import { listWorktrees } from '../../infra/git/list-worktrees.ts';
import { listRefs, readRef, updateRef } from '../../infra/git/refs.ts';
import { worktreeStatus } from '../../infra/git/status.ts';
import { findEntry } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** A branch of the person's that was moved, or stood where it should already. */
export interface Delivered {
  branch: string;
  from: Commit;
  to: Commit;
  /** The checkout whose files followed, when the branch is checked out. */
  checkout: string | null;
}

/** Why a branch was not moved. It is then as it was, and so is every file. */
export type DeliverReason =
  | 'revision-unknown'
  | 'not-fast-forward'
  | 'checkout-dirty'
  | 'branch-in-use'
  | 'ref-moved'
  | 'git-failed';

/**
 * Moves a branch of the person's forward to what `source` (a full ref) names, by fast-forward or not at all. Where the branch
 * is checked out its files move with it, and local changes that this would touch refuse it. Only ever when a person asks.
 */
export async function deliver(
  infra: Infra,
  { repository, source, into }: { repository: Repository; source: string; into: string },
): Promise<Result<Delivered, DeliverReason>> {
  const branch = into.replace(/^refs\/heads\//, '');
  const ref = `refs/heads/${branch}`;
  const from = await readBranch(repository, ref);
  if (from === null) return fail({ reason: 'revision-unknown', revision: branch, path: repository.commonDir });
  const to = await readRef({ repository, ref: source });
  if (to === null) return fail({ reason: 'revision-unknown', revision: source, path: repository.commonDir });
  const [holder, second] = (await listWorktrees(repository)).filter((worktree) => worktree.branch === branch);
  if (await isAncestor({ repository, ancestor: to, of: from })) {
    if (holder) endForward({ repository, path: holder.path, gitDir: gitDirOf(repository, holder.path), ref });
    return ok({ branch, from, to: from, checkout: null });
  }
  if (!(await isAncestor({ repository, ancestor: from, of: to })))
    return fail({ reason: 'not-fast-forward', branch, to: source });
  // Only one of two checkouts could follow; the other would undo it with its next commit.
  if (second) return fail({ reason: 'branch-in-use', branch, worktree: second.path });
  const moved = holder
    ? await moveCheckout({ repository, path: holder.path, ref, from, to })
    : await updateRef({ repository, ref, from, to, message: `fanout: fast-forward to ${source}` });
  if (!moved.ok) return moved;
  infra.log.info({ branch, from, to }, 'moved a branch because a person asked');
  return ok({ branch, from, to, checkout: holder?.path ?? null });
}

/** The tip of a branch by exactly this name: what a person typed may also be a pattern or an expression. */
async function readBranch(repository: Repository, ref: string): Promise<Commit | null> {
  if (/[\0\n]/.test(ref)) return null;
  return (await listRefs({ repository, prefix: ref })).find((found) => found.ref === ref)?.commit ?? null;
}

const gitDirOf = (repository: Repository, path: string): string => findEntry(repository, path)?.directory ?? repository.commonDir;

/** Moves the branch with its files. What is in the way is named. */
async function moveCheckout({ repository, path, ref, from, to }: Omit<Forward, 'gitDir'>) {
  const moved = await fastForward({ repository, path, gitDir: gitDirOf(repository, path), ref, from, to });
  if (moved.ok || moved.failure.reason !== 'checkout-dirty') return moved;
  const touched = await changedFiles({ repository, base: from, commit: to });
  const status = await worktreeStatus({ path, base: from });
  const dirty = new Set(status.ok ? status.value.dirtyFiles : []);
  const clash = touched.ok ? touched.value.filter((file) => dirty.has(file)) : [];
  return clash.length > 0 ? fail({ ...moved.failure, detail: clash.join(', ') }) : moved;
}
