import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { shipped } from '../../kernel/installation.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { isCorrupt } from './is-corrupt.ts';
import { hasSqlite, openDatabase } from './open-database.ts';
import { pauseFor, withRetry } from './retry.ts';

/** The one database of a person on a machine. Any number of processes may hold it open. */
export interface Store {
  path: string;
  db: Database.Database;
  /** Runs `work` in `BEGIN IMMEDIATE`: all of it or nothing, alone among writers. Nested calls join the outer one. */
  write<T>(work: () => T): T;
  /**
   * As `write`, but the commit does not wait for the disk (`synchronous=NORMAL`). For claims of processes that run now: no death
   * of a process loses one, and a power cut, which may, also ends all that held them. The log is one: the next event on the disk
   * brings every claim before it along.
   */
  claim<T>(work: () => T): T;
  /** Runs `done` once what is being written is on the disk; of several in one write, the last. */
  afterWrite(done: () => void): void;
  close(): void;
}

const migrationsFolder = shipped('mcp-server', 'infra', 'store', 'migrations');

/** Opens the store at `path`, creates it when absent, and brings its tables up to date. A file that is no store is damaged. */
export function openStore(path: string): Result<Store, 'store-newer' | 'sqlite-missing' | 'journal-damaged'> {
  const sqlite = hasSqlite();
  if (!sqlite.ok) return sqlite;
  try {
    return open(path);
  } catch (error) {
    if (isCorrupt(error)) return fail({ reason: 'journal-damaged', path, seq: 1 });
    throw error;
  }
}

function open(path: string): Result<Store, 'store-newer'> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // timeout 0: SQLite's own busy handler sleeps in growing steps and starves (`bench leases`); withRetry is fair.
  const db = openDatabase(path, { timeout: 0 });
  withRetry(() => {
    // Counts only before the first page is written: what is freed later can be given back piece by piece. Later it only writes.
    if (db.pragma('page_count', { simple: true }) === 0) db.pragma('auto_vacuum = INCREMENTAL');
  });
  withRetry(() => db.pragma('journal_mode = WAL'));
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  const version = migrate(db);
  if (version !== null) {
    db.close();
    return fail({ reason: 'store-newer', path, ...version });
  }
  return ok({ path, db, ...writers(db), close: () => db.close() });
}

// A wait of more than this says that others claim too; they claim in milliseconds.
const crowdedMs = 0.5;
const crowdLastsMs = 5;

function writers(db: Database.Database): Pick<Store, 'write' | 'claim' | 'afterWrite'> {
  let mode: 'FULL' | 'NORMAL' = 'FULL';
  let crowdedUntil = 0;
  let after: (() => void) | null = null;
  const enter = <T>(wanted: typeof mode, work: () => T): T => {
    if (db.inTransaction) {
      if (mode !== 'FULL' && wanted === 'FULL') throw new Error('What must be on the disk was written inside a claim');
      return work();
    }
    if (mode !== wanted) db.pragma(`synchronous = ${wanted}`);
    mode = wanted;
    after = null;
    const result = immediate(db, work);
    (after as (() => void) | null)?.();
    return result;
  };
  const afterWrite = (done: () => void): void => {
    if (db.inTransaction) after = done;
    else done();
  };
  const claim = <T>(work: () => T): T => {
    // Whoever had its turn lets the others have theirs: retrying alone is luck, and the lock is mostly whose it was last.
    if (performance.now() < crowdedUntil) pauseFor(0.4 + Math.random() * 1.2);
    const start = performance.now();
    try {
      return enter('NORMAL', work);
    } finally {
      const end = performance.now();
      if (end - start > crowdedMs) crowdedUntil = end + crowdLastsMs;
    }
  };
  return { write: (work) => enter('FULL', work), claim, afterWrite };
}

function immediate<T>(db: Database.Database, work: () => T): T {
  const transaction = db.transaction(work);
  return withRetry(() => transaction.immediate());
}

function migrate(db: Database.Database): { version: number; supported: number } | null {
  const files = readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  const current = () => db.pragma('user_version', { simple: true }) as number;
  if (current() > files.length) return { version: current(), supported: files.length };
  if (current() === files.length) return null;
  immediate(db, () => {
    for (const [index, name] of files.entries()) {
      if (index < current()) continue;
      db.exec(readFileSync(join(migrationsFolder, name), 'utf8'));
      db.pragma(`user_version = ${index + 1}`);
    }
  });
  return null;
}
