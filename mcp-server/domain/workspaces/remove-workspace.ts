import { existsSync } from 'node:fs';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { deleteRef, readRef, updateRef } from '../../infra/git/refs.ts';
import { saveWork } from '../../infra/git/save-work.ts';
import { findEntry } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import { endProcesses } from './end-processes.ts';
import { withWorkspaceLock } from './locks.ts';
import { findTree, removeTree, type RemoveReason } from './remove-tree.ts';
import { readRecord } from './workspace-record.ts';

/** What a removal did. `rescued` is the commit of what was uncommitted, and `rescueRef` the ref that keeps it. */
export interface Removed {
  /** Whether there was anything to remove. */
  existed: boolean;
  rescued: Commit | null;
  rescueRef: string | null;
}

interface Wanted {
  repository: Repository;
  path: string;
  /** Where uncommitted work goes, or null when nothing in there is anybody's work. */
  rescueRef: string | null;
  /** A branch to delete afterwards; `keepAt` is the ref that keeps its commits, or null when others have them. */
  deleteBranch?: { branch: string; keepAt: string | null };
}

/**
 * Removes a workspace. Whatever is staged, changed or untracked in it is a commit under `rescueRef` before anything goes;
 * `git stash apply --index <ref>` brings it back. Processes in it end, its ports are free, and git has forgotten it. May be
 * said again at any point, also after a kill. Fails with `work-at-risk`, and removes nothing, when something could not be saved.
 */
export function removeWorkspace(
  infra: Infra,
  wanted: Wanted,
): Promise<Result<Removed, RemoveReason | 'work-at-risk' | 'ref-moved' | 'branch-in-use' | 'git-failed'>> {
  const { repository, path, deleteBranch } = wanted;
  return withWorkspaceLock(infra, path, async () => {
    const found = findTree(infra, { repository, path });
    if (!found.ok) return found;
    const rescued = await rescue(infra, wanted);
    if (!rescued.ok) return rescued;
    const removed = await removeTree(infra, { repository, path });
    if (!removed.ok) return removed;
    if (deleteBranch) {
      const deleted = await dropBranch(repository, deleteBranch);
      if (!deleted.ok) return deleted;
    }
    return ok({ existed: found.value, ...rescued.value });
  });
}

async function rescue(infra: Infra, { repository, path, rescueRef }: Wanted) {
  const none = ok({ rescued: null, rescueRef: null });
  const record = readRecord(infra, path);
  // In a worktree whose checkout never ended nobody has worked.
  if (rescueRef === null || record === null || record.stage === 'adding' || !existsSync(path)) return none;
  const entry = findEntry(repository, path);
  if (entry === null) return fail({ reason: 'work-at-risk', path, detail: 'git no longer knows this worktree' });
  await endProcesses(infra, path);
  const saved = await saveWork({ repository, entry, path });
  if (!saved.ok) return saved;
  if (saved.value === null) return none;
  const kept = await keep(repository, { ref: rescueRef, commit: saved.value });
  return kept.ok ? ok({ rescued: saved.value, rescueRef: kept.value }) : kept;
}

/** Points a ref at a commit. Where the ref keeps something else already, one beside it is made: nothing kept is replaced. */
async function keep(repository: Repository, { ref, commit }: { ref: string; commit: Commit }) {
  for (let nth = 1; ; nth++) {
    const free = nth === 1 ? ref : `${ref}-${nth}`;
    const kept = await updateRef({ repository, ref: free, to: commit, from: null, message: 'fanout: kept' });
    if (kept.ok) return ok(free);
    if (kept.failure.reason !== 'ref-moved') return fail(kept.failure);
  }
}

async function dropBranch(repository: Repository, { branch, keepAt }: { branch: string; keepAt: string | null }) {
  const ref = `refs/heads/${branch}`;
  const tip = await readRef({ repository, ref });
  if (tip === null) return ok(undefined);
  if (keepAt !== null) {
    const kept = await keep(repository, { ref: keepAt, commit: tip });
    if (!kept.ok) return kept;
  }
  return deleteRef({ repository, ref, from: tip });
}
