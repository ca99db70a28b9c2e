import { isBusy } from './retry.ts';
import type { Store } from './open.ts';

const incremental = 2;

/**
 * Gives back to the disk what the store no longer needs: pages that nothing uses, and the log of writes. A store that was made
 * before this was is rebuilt once. Does nothing while others use it.
 */
export function tidyStore({ db }: Store): void {
  try {
    if (db.pragma('auto_vacuum', { simple: true }) === incremental) db.pragma('incremental_vacuum');
    else db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
    db.pragma('optimize');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}
