import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkOut } from '../../infra/git/check-out.ts';
import { findRepository } from '../../infra/git/find-repository.ts';
import { git } from '../../infra/git/git.ts';
import { withPrivateGitDir } from '../../infra/git/private-git-dir.ts';
import { findEntry, type WorktreeEntry } from '../../infra/git/worktree-entry.ts';
import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';

/** What is checked out in a linked worktree, and what lies there besides. Ignored files are not counted. */
export interface CheckoutState {
  path: string;
  repository: Repository;
  entry: WorktreeEntry;
  head: Commit;
  /** Changed paths with git's two letters before them, as `git status --porcelain -z` prints them. */
  tracked: string[];
  untracked: string[];
}

/** Reads the state of a linked worktree, or null when there is none at `path` or git cannot read it. */
export async function readCheckoutState(path: string): Promise<CheckoutState | null> {
  const found = await findRepository(path);
  const entry = found.ok ? findEntry(found.value, path) : null;
  if (!found.ok || !entry) return null;
  const repository = found.value;
  const head = asCommit((await git({ cwd: path, args: ['rev-parse', '--verify', 'HEAD^{commit}'] })).stdout.trim());
  if (!head) return null;
  const status = await withPrivateGitDir({ repository, head }, ({ environment }) =>
    git({
      cwd: path,
      environment: { ...environment, GIT_WORK_TREE: path, GIT_INDEX_FILE: join(entry.directory, 'index') },
      args: ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'],
    }),
  );
  if (status.exitCode !== 0) return null;
  const records = status.stdout.split('\0').filter((record) => record !== '');
  const untracked = records.filter((record) => record.startsWith('?? ')).map((record) => record.slice(3));
  return { path, repository, entry, head, tracked: records.filter((record) => !record.startsWith('?? ')), untracked };
}

/**
 * Brings a checkout of ours back to a state without tracked changes: what was changed is checked out again, what is new is
 * removed. Says whether it is now as it was. Never for a worktree that holds somebody's work.
 */
export async function restoreCheckout(before: CheckoutState): Promise<boolean> {
  const { path, head, untracked } = before;
  // Detached, so that no branch moves when a command switched to one.
  await git({ cwd: path, args: ['update-ref', '--no-deref', 'HEAD', head] });
  await checkOut({ ...before, index: join(before.entry.directory, 'index'), commit: head });
  const known = new Set(untracked);
  for (const stray of (await readCheckoutState(path))?.untracked ?? []) {
    if (!known.has(stray)) rmSync(join(path, stray), { recursive: true, force: true });
  }
  const after = await readCheckoutState(path);
  return (
    after !== null && after.head === head && after.tracked.length === 0 && after.untracked.join('\0') === untracked.join('\0')
  );
}
