import { existsSync } from 'node:fs';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { saveIgnored } from '../../infra/git/save-ignored.ts';
import { saveStrays } from '../../infra/git/save-strays.ts';
import { saveWork } from '../../infra/git/save-work.ts';
import { findEntry } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import { findAtTerminal } from '../../infra/process/find-processes.ts';
import { dropBranch, keepCommit, type DoomedBranch } from './drop-branch.ts';
import { endProcesses } from './end-processes.ts';
import { withWorkspaceLock } from './locks.ts';
import { findTree, removeTree, type RemoveReason } from './remove-tree.ts';
import { changedIgnored } from './wanted-ignored.ts';
import { readRecord } from './workspace-record.ts';

/** What a removal did. `rescued` is the commit of what was uncommitted, and `rescueRef` the ref that keeps it. */
export interface Removed {
  /** Whether there was anything to remove. */
  existed: boolean;
  rescued: Commit | null;
  rescueRef: string | null;
  /** The branch that was deleted. */
  droppedBranch: string | null;
  /** Every ref that keeps something: that one, the branch's commits, `…-history` for commits that no branch had, `…-ignored` for ignored files. */
  kept: string[];
}

interface Wanted {
  repository: Repository;
  path: string;
  /** Where uncommitted work goes, or null when nothing in there is anybody's work. */
  rescueRef: string | null;
  /** A branch to delete afterwards. */
  deleteBranch?: DoomedBranch;
}

/**
 * Removes a workspace. Whatever is staged, changed or untracked in it is a commit under `rescueRef` before anything goes.
 * What a rebase, an amend or a reset left without a branch is kept beside it, and
 * so are ignored files that are wanted and were changed. Processes in it end, its ports are free, and git has forgotten it. May
 * be said again at any point, also after a kill. Removes nothing, and fails with `work-at-risk`, when something could not be
 * saved, and with `path-in-use` while a person stands in it.
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
    const dropped = deleteBranch ? await dropBranch(repository, deleteBranch) : ok(null);
    if (!dropped.ok) return dropped;
    const { branch: droppedBranch = null, keptAt = null } = dropped.value ?? {};
    const kept = [...rescued.value.kept, ...(keptAt === null ? [] : [keptAt])];
    return ok({ existed: found.value, ...rescued.value, droppedBranch, kept });
  });
}

async function rescue(infra: Infra, { repository, path, rescueRef }: Wanted) {
  const none = ok({ rescued: null, rescueRef: null, kept: [] });
  const record = readRecord(infra, path);
  // In a worktree whose checkout never ended nobody has worked.
  if (rescueRef === null || record === null || record.stage === 'adding' || !existsSync(path)) return none;
  const entry = findEntry(repository, path);
  if (entry === null) return fail({ reason: 'work-at-risk', path, detail: 'git no longer knows this worktree' });
  const [person] = findAtTerminal({ directory: path });
  if (person) return fail({ reason: 'path-in-use', path, detail: `process ${person.pid} stands in it, at a terminal` });
  await endProcesses(infra, path);
  const saved = await saveWork({ repository, entry, path });
  if (!saved.ok) return saved;
  const strays = await saveStrays({ repository, entry, path, saved: saved.value === null ? [] : [saved.value] });
  if (!strays.ok) return strays;
  const ignored = await saveIgnored({ repository, path, names: await changedIgnored(path, record.planted) });
  if (!ignored.ok) return ignored;
  const kept: string[] = [];
  for (const [suffix, commit] of [
    ['', saved.value],
    ['-history', strays.value],
    ['-ignored', ignored.value],
  ] as const) {
    const done = commit === null ? null : await keepCommit(repository, { ref: `${rescueRef}${suffix}`, commit });
    if (done?.ok === false) return done;
    if (done) kept.push(done.value);
  }
  return ok({ rescued: saved.value, rescueRef: saved.value === null ? null : (kept[0] ?? null), kept });
}
