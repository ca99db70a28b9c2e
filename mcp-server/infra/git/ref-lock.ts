import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
  if (!ref.startsWith(branchPrefix) && !ref.startsWith(refPrefix)) return false;
  const lock = join(repository.commonDir, `${ref}.lock`);
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (!stat || Date.now() - stat.mtimeMs < olderThanMs) return false;
  rmSync(lock, { force: true });
  return true;
}
