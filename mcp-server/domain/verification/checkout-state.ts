import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../infra/git/git.ts';

/** What is checked out in a folder, and what lies there besides. Ignored files are not counted. */
export interface CheckoutState {
  head: string;
  /** Paths that differ from `head`, with git's two letters, as `git status --porcelain -z` prints them. */
  tracked: string[];
  untracked: string[];
}

/** Reads the state of a checkout, or null when git cannot. */
export async function readCheckoutState(path: string): Promise<CheckoutState | null> {
  const head = await git({ cwd: path, args: ['rev-parse', '--verify', 'HEAD^{commit}'] });
  const status = await git({ cwd: path, args: ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames'] });
  if (head.exitCode !== 0 || status.exitCode !== 0) return null;
  const entries = status.stdout.split('\0').filter((entry) => entry !== '');
  return {
    head: head.stdout.trim(),
    tracked: entries.filter((entry) => !entry.startsWith('?? ')),
    untracked: entries.filter((entry) => entry.startsWith('?? ')).map((entry) => entry.slice(3)),
  };
}

/**
 * Brings a checkout of ours back to a state without tracked changes: what was changed is checked out again, what is new is
 * removed. Says whether it is now as it was. Never for a worktree that holds somebody's work.
 */
export async function restoreCheckout(path: string, before: CheckoutState): Promise<boolean> {
  // Detaching, so that no branch moves when a command committed on one.
  await git({ cwd: path, args: ['checkout', '--quiet', '--force', '--detach', before.head] });
  const known = new Set(before.untracked);
  const after = await readCheckoutState(path);
  for (const stray of after?.untracked ?? []) {
    if (!known.has(stray)) rmSync(join(path, stray), { recursive: true, force: true });
  }
  const restored = await readCheckoutState(path);
  return JSON.stringify(restored) === JSON.stringify(before);
}
