import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { shipped } from '../../kernel/installation.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { hasSqlite, openDatabase } from './open-database.ts';
import { withRetry } from './retry.ts';

/** The one database of a person on a machine. Any number of processes may hold it open. */
export interface Store {
  path: string;
  db: Database.Database;
  /** Runs `work` in `BEGIN IMMEDIATE`: all of it or nothing, alone among writers. Nested calls join the outer one. */
  write<T>(work: () => T): T;
  close(): void;
}

const migrationsFolder = shipped('mcp-server', 'infra', 'store', 'migrations');

/** Opens the store at `path`, creates it when absent, and brings its tables up to date. */
export function openStore(path: string): Result<Store, 'store-newer' | 'sqlite-missing'> {
  const sqlite = hasSqlite();
  if (!sqlite.ok) return sqlite;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // timeout 0: SQLite's own busy handler sleeps in growing steps and starves (`bench leases`); withRetry is fair.
  const db = openDatabase(path, { timeout: 0 });
  withRetry(() => db.pragma('journal_mode = WAL'));
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  const version = migrate(db);
  if (version !== null) {
    db.close();
    return fail({ reason: 'store-newer', path, ...version });
  }
  return ok({ path, db, write: (work) => immediate(db, work), close: () => db.close() });
}

function immediate<T>(db: Database.Database, work: () => T): T {
  if (db.inTransaction) return work();
  return withRetry(() => db.transaction(work).immediate());
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
