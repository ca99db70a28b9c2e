import { realpathSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Clock } from '../../kernel/clock.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { openDatabase } from './open-database.ts';
import { isBusy } from './retry.ts';

/** What a page-exact copy of a database shares with it, and nothing written since does. */
export interface SqliteIdentity {
  pageSize: number;
  pageCount: number;
  schemaVersion: number;
  applicationId: number;
  userVersion: number;
}

/** A database that nobody can write to until it is released. Readers are not held up. */
export interface HeldDatabase {
  /** The real path of its file. */
  path: string;
  isWal: boolean;
  sizeBytes: number;
  identity: SqliteIdentity;
  release(): void;
}

/**
 * Waits for its turn among the writers of somebody's database and then keeps them out. While it is held no frame is added to a
 * WAL and none is reset, so the file copied first and its WAL copied second are one consistent database. The copy must be
 * another process's work: a close of the file in this one would drop the locks of the whole process (POSIX).
 */
export async function holdWriters(
  clock: Clock,
  { path, patienceMs }: { path: string; patienceMs: number },
): Promise<Result<HeldDatabase, 'file-unreadable' | 'lock-busy'>> {
  const start = clock.elapsed();
  for (;;) {
    const held = tryHold(path);
    if (!held.ok || held.value !== null) return held as Result<HeldDatabase, 'file-unreadable'>;
    const waitedMs = clock.elapsed() - start;
    if (waitedMs > patienceMs) return fail({ reason: 'lock-busy', lock: path, waitedMs });
    await clock.sleep(1 + Math.random() * 4);
  }
}

/** Brings a copied file and its copied WAL together, and answers what the copy is. */
export function settleCopy(path: string): Result<SqliteIdentity, 'file-unreadable'> {
  return reading(path, () => {
    const db = openDatabase(path, { fileMustExist: true });
    try {
      db.pragma('synchronous = OFF');
      db.pragma('wal_checkpoint(TRUNCATE)');
      return identityOf(db);
    } finally {
      db.close();
    }
  });
}

/**
 * Copies a WAL database page by page from one moment of it, while others go on writing. Slower than a copy of the file, but
 * nobody waits for it. The open read transaction is what keeps it from starting anew at each write of theirs.
 */
export async function backUp({ from, to }: { from: string; to: string }): Promise<Result<SqliteIdentity, 'file-unreadable'>> {
  try {
    const db = openDatabase(from, { fileMustExist: true, timeout: 10_000 });
    try {
      db.exec('BEGIN');
      const identity = identityOf(db);
      await db.backup(to, { progress: () => pagesAtOnce });
      db.exec('COMMIT');
      return ok(identity);
    } finally {
      db.close();
    }
  } catch (error) {
    return unreadable(from, error);
  }
}

// 16 MB of usual pages: the process stays answerable between two steps.
const pagesAtOnce = 4000;

function tryHold(given: string): Result<HeldDatabase | null, 'file-unreadable'> {
  return reading(given, () => {
    const path = realpathSync(given);
    const db = openDatabase(path, { fileMustExist: true, timeout: 0 });
    try {
      db.exec('BEGIN IMMEDIATE');
      const identity = identityOf(db);
      const isWal = db.pragma('journal_mode', { simple: true }) === 'wal';
      const release = () => {
        db.exec('ROLLBACK');
        db.close();
      };
      return { path, isWal, sizeBytes: identity.pageSize * identity.pageCount, identity, release };
    } catch (error) {
      db.close();
      if (isBusy(error)) return null;
      throw error;
    }
  });
}

function identityOf(db: Database.Database): SqliteIdentity {
  const read = (name: string) => db.pragma(name, { simple: true }) as number;
  return {
    pageSize: read('page_size'),
    pageCount: read('page_count'),
    schemaVersion: read('schema_version'),
    applicationId: read('application_id'),
    userVersion: read('user_version'),
  };
}

function reading<T>(path: string, work: () => T): Result<T, 'file-unreadable'> {
  try {
    return ok(work());
  } catch (error) {
    return unreadable(path, error);
  }
}

const unreadable = (path: string, error: unknown) =>
  fail({ reason: 'file-unreadable', path, detail: error instanceof Error ? error.message : String(error) });
