import { rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { isAncestor } from './ancestors.ts';
import { git, gitFailed, type GitAnswer } from './git.ts';
import { inRepository } from './in-repository.ts';
import { listWorktrees } from './list-worktrees.ts';
import { removeRefLock } from './ref-lock.ts';
import { deleteRef, readRef } from './refs.ts';
import { isTransient } from './transient.ts';
import { findEntry, removeEntry, type WorktreeEntry } from './worktree-entry.ts';

/** A worktree to register: at a path that is free, on a new or existing branch, or detached (`branch` null) at `base`. */
export interface WantedWorktree {
  repository: Repository;
  path: string;
  branch: string | null;
  base: Commit;
}

/**
 * Registers a linked worktree with an empty folder; `checkOut` fills it with the commit `head`. A branch that exists is taken when it grew out of
 * `base`. When this fails, nothing of it is left. The caller holds the mutex of the repository's worktrees: of parallel calls
 * without one, a third fails and leaves its branch behind.
 */
export async function addWorktree(
  wanted: WantedWorktree,
): Promise<Result<{ entry: WorktreeEntry; head: Commit }, 'branch-in-use' | 'branch-exists' | 'git-failed'>> {
  const { repository, path, branch, base } = wanted;
  const ref = `refs/heads/${branch}`;
  const existing = branch === null ? null : await readRef({ repository, ref });
  const refused = branch === null ? null : await refuseBranch({ repository, branch, base, existing });
  if (refused) return refused;
  for (let attempt = 1; ; attempt++) {
    // Nothing else has reason to hold this ref's lock while we make its branch.
    if (branch !== null) removeRefLock(repository, ref);
    const tip = branch === null || attempt === 1 ? existing : await readRef({ repository, ref });
    const args = addArguments(wanted, tip);
    const place = inRepository(repository);
    // By this mark the git of a killed caller can be found, since it does not stand in the worktree.
    const environment = { ...place.environment, FANOUT_WORKTREE: path };
    const answer = await git({ cwd: place.cwd, environment, args, retry: false });
    const entry = findEntry(repository, path);
    if (answer.exitCode === 0 && entry) return ok({ entry, head: tip ?? base });
    undo(entry, path);
    // A git outside our mutex, such as the person's own, met us: the branch stays for the next try.
    if (isTransient(answer.stderr) && attempt < 10) {
      await systemClock.sleep(attempt * (5 + Math.random() * 20));
      continue;
    }
    return giveUp(wanted, { existing, args, answer });
  }
}

async function refuseBranch({
  repository,
  branch,
  base,
  existing,
}: {
  repository: Repository;
  branch: string;
  base: Commit;
  existing: Commit | null;
}) {
  if (existing === null) return null;
  const holder = (await listWorktrees(repository)).find((worktree) => worktree.branch === branch);
  if (holder) return fail({ reason: 'branch-in-use', branch, worktree: holder.path });
  return (await isAncestor({ repository, ancestor: base, of: existing })) ? null : fail({ reason: 'branch-exists', branch });
}

function addArguments({ path, branch, base }: WantedWorktree, tip: Commit | null): string[] {
  const add = ['worktree', 'add', '--no-checkout'];
  if (branch === null) return [...add, '--detach', path, base];
  return tip === null ? [...add, '--no-track', '-b', branch, path, base] : [...add, path, branch];
}

async function giveUp(
  { repository, branch, base }: WantedWorktree,
  { existing, args, answer }: { existing: Commit | null; args: string[]; answer: GitAnswer },
) {
  if (branch !== null && existing === null) await deleteRef({ repository, ref: `refs/heads/${branch}`, from: base });
  return gitFailed({ args }, answer);
}

/** Takes back what a failed add left. A folder that holds anything but git's own file stays. */
function undo(entry: WorktreeEntry | null, path: string): void {
  if (entry) removeEntry(entry);
  rmSync(join(path, '.git'), { force: true });
  try {
    rmdirSync(path);
  } catch {
    // Not there, or not empty and so not ours to remove.
  }
}
