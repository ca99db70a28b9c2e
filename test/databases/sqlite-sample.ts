import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';

/** Makes a database of about `megabytes` whose tables `a` and `b` always add up to 1,000,000. */
export function makeSqlite(
  path: string,
  { megabytes = 1, journal = 'WAL' }: { megabytes?: number; journal?: string } = {},
): void {
  const db = new Database(path);
  db.pragma(`journal_mode = ${journal}`);
  db.pragma('synchronous = OFF');
  db.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, k TEXT, v BLOB); CREATE INDEX t_by_k ON t (k);
    CREATE TABLE a (x INTEGER); CREATE TABLE b (x INTEGER); INSERT INTO a VALUES (1000000); INSERT INTO b VALUES (0);`);
  const insert = db.prepare('INSERT INTO t (k, v) VALUES (?, randomblob(900))');
  db.transaction(() => {
    for (let row = 0; row < megabytes * 1000; row++) insert.run(`k${(row * 7919) % 1_000_003}`);
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Whether a database is whole and its tables add up. */
export function isConsistent(path: string): boolean {
  const db = new Database(path, { readonly: true });
  try {
    const sum = db.prepare('SELECT (SELECT x FROM a) + (SELECT x FROM b)').pluck().get();
    return db.pragma('integrity_check', { simple: true }) === 'ok' && sum === 1_000_000;
  } catch {
    return false;
  } finally {
    db.close();
  }
}

/** A checksum of all that a database says, whatever its file looks like. */
export function contentOf(path: string): string {
  const db = new Database(path, { readonly: true });
  try {
    return JSON.stringify(
      db.prepare('SELECT id, k, hex(v) FROM t UNION ALL SELECT 0, (SELECT x FROM a), (SELECT x FROM b)').raw().all(),
    );
  } finally {
    db.close();
  }
}

/** Starts a process that writes to a database all the time, and waits until it does. End it with `kill`. */
export async function startWriter(path: string, { pauseMs = 1 }: { pauseMs?: number } = {}): Promise<ChildProcess> {
  const writer = spawn(process.execPath, [resolve(import.meta.dirname, 'programs/write-sqlite.ts'), path, String(pauseMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(writer.stdout, 'data');
  return writer;
}
