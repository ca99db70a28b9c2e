import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import type { Repository } from '../../kernel/model.ts';
import { branchPrefix, refPrefix } from '../../kernel/names.ts';

/**
 * Removes the lock file that a killed git left on one of our refs, and says whether it did. Never outside the two prefixes
 * that are ours: nobody else's ref is unlocked by us.
 */
export function removeRefLock({
  repository,
  ref,
  olderThanMs,
}: {
  repository: Repository;
  ref: string;
  olderThanMs: number;
}): boolean {
  if (!isOurs(ref)) return false;
  const lock = lockOf(repository, ref);
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (!stat || Date.now() - stat.mtimeMs < olderThanMs) return false;
  rmSync(lock, { force: true });
  return true;
}

/**
 * Waits until nobody holds the lock of one of our refs: who holds it lets go, or it is as old as only a kill leaves one and is
 * removed. Says whether there was a lock.
 */
export async function outwaitRefLock({
  repository,
  ref,
  staleMs,
}: {
  repository: Repository;
  ref: string;
  staleMs: number;
}): Promise<boolean> {
  const lock = lockOf(repository, ref);
  if (!isOurs(ref) || !existsSync(lock)) return false;
  while (existsSync(lock) && !removeRefLock({ repository, ref, olderThanMs: staleMs })) await systemClock.sleep(50);
  return true;
}

const isOurs = (ref: string): boolean => ref.startsWith(branchPrefix) || ref.startsWith(refPrefix);

const lockOf = ({ commonDir }: Repository, ref: string): string => join(commonDir, `${ref}.lock`);
