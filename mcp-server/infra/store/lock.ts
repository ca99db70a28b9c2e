import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { openDatabase } from './open-database.ts';
import { isBusy } from './retry.ts';

/** A lock that is held. The kernel takes it back when its process dies, in whatever way. */
export interface Lock {
  release(): void;
}

/**
 * Tries once to take the lock at `path`: an exclusive transaction on a database of its own, so that it needs no clean-up
 * after a kill, on any operating system. Null when another holder lives, in this process or another.
 */
export function tryLock(path: string): Lock | null {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = openDatabase(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return {
    release: () => {
      if (!db.open) return;
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

/** Waits for the lock at `path`, runs `work` while holding it, and lets go. Fails with `lock-busy` after `patienceMs`. */
export async function withLock<T>(
  clock: Clock,
  { path, patienceMs }: { path: string; patienceMs: number },
  work: () => Promise<T>,
): Promise<Result<T, 'lock-busy'>> {
  const start = clock.elapsed();
  for (;;) {
    const lock = tryLock(path);
    if (lock) {
      try {
        return ok(await work());
      } finally {
        lock.release();
      }
    }
    const waitedMs = clock.elapsed() - start;
    if (waitedMs > patienceMs) return fail({ reason: 'lock-busy', lock: path, waitedMs });
    await clock.sleep(2 + Math.random() * 8);
  }
}
