import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../kernel/model.ts';
import { branchPrefix } from '../../kernel/names.ts';
import { mayBeHeld } from '../process/holders.ts';
import { findEntry } from './worktree-entry.ts';

/**
 * Removes the locks that a killed git left in a linked worktree of ours (`index.lock`, `HEAD.lock`, …) and on its branch,
 * unless a process may hold them. Answers the paths of those removed.
 */
export function clearStaleLocks(repository: Repository, path: string): string[] {
  const entry = findEntry(repository, path);
  if (entry === null) return [];
  const own = readdirSync(entry.directory)
    .filter((name) => name.endsWith('.lock'))
    .map((name) => join(entry.directory, name));
  const locks = [...own, ...branchLock(repository, entry.directory)].filter((lock) => !mayBeHeld(lock, [path, entry.directory]));
  for (const lock of locks) rmSync(lock, { force: true });
  return locks;
}

function branchLock({ commonDir }: Repository, directory: string): string[] {
  const ref = /^ref: (\S+)/.exec(readFileSync(join(directory, 'HEAD'), 'utf8'))?.[1];
  if (ref === undefined || !ref.startsWith(branchPrefix)) return [];
  const lock = join(commonDir, `${ref}.lock`);
  return existsSync(lock) ? [lock] : [];
}
