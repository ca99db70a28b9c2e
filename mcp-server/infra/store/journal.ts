import { createHash } from 'node:crypto';
import type { Event, EventKind, Recorded } from '../../kernel/event.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { isCorrupt } from './is-corrupt.ts';
import { readHead, writeHead } from './journal-head.ts';
import type { Store } from './open.ts';

interface Row {
  seq: number;
  run: string;
  task: string | null;
  at: number;
  kind: string;
  body: string;
  sum: string;
}

/** Appends an event, chained to the last one. Call it inside `store.write`, together with what it projects to. */
export function appendEvent(store: Store, { event, at }: { event: Event; at: number }): Recorded {
  const last = store.db.prepare('SELECT seq, sum FROM event ORDER BY seq DESC LIMIT 1').get() as
    | Pick<Row, 'seq' | 'sum'>
    | undefined;
  const { run, task, kind, ...body } = event;
  const row = { seq: (last?.seq ?? 0) + 1, run, task: task ?? null, at, kind, body: JSON.stringify(body) };
  const sum = chain(last?.sum ?? '', row);
  store.db
    .prepare('INSERT INTO event (seq, run, task, at, kind, body, sum) VALUES (@seq, @run, @task, @at, @kind, @body, @sum)')
    .run({ ...row, sum });
  store.afterWrite(() => writeHead(store.path, { seq: row.seq, sum }));
  return { ...event, seq: row.seq, at, sum };
}

/** The events of one run after a sequence number, oldest first: at most 10,000, or `limit`, or with -1 all of them. */
export function readJournal(
  store: Store,
  { run, after = 0, limit = 10_000 }: { run: string; after?: number; limit?: number },
): Recorded[] {
  const rows = store.db
    .prepare('SELECT * FROM event WHERE run = ? AND seq > ? ORDER BY seq LIMIT ?')
    .all(run, after, limit) as Row[];
  return rows.map(fromRow);
}

/** The event with this number, if there is one. */
export function readEvent(store: Store, seq: number): Recorded | null {
  const row = store.db.prepare('SELECT * FROM event WHERE seq = ?').get(seq) as Row | undefined;
  return row ? fromRow(row) : null;
}

/** The number of the last event of a run, or of all runs; 0 when there is none. */
export function lastSeq(store: Store, run?: string): number {
  const row = (
    run === undefined
      ? store.db.prepare('SELECT max(seq) AS seq FROM event').get()
      : store.db.prepare('SELECT max(seq) AS seq FROM event WHERE run = ?').get(run)
  ) as { seq: number | null };
  return row.seq ?? 0;
}

/** Every event, oldest first, for a rebuild of what they project to. */
export function* allEvents(store: Store): Generator<Recorded> {
  for (const row of store.db.prepare('SELECT * FROM event ORDER BY seq').iterate() as IterableIterator<Row>) yield fromRow(row);
}

/**
 * Walks the chain of sums from the first record, and compares where it ends with the note of that. The failure names the first
 * record that does not fit or is no longer there: all before it stand.
 */
export function verifyJournal(store: Store): Result<{ events: number }, 'journal-damaged'> {
  // Read first: others go on writing, and then the journal is longer than the note.
  const head = readHead(store.path);
  let sum = '';
  let events = 0;
  const damaged = () => fail({ reason: 'journal-damaged', path: store.path, seq: events + 1 });
  try {
    for (const row of store.db.prepare('SELECT * FROM event ORDER BY seq').iterate() as IterableIterator<Row>) {
      sum = chain(sum, row);
      if (row.seq !== events + 1 || row.sum !== sum) return damaged();
      if (row.seq === head?.seq && row.sum !== head.sum) return damaged();
      events += 1;
    }
    const isWhole = store.db.pragma('integrity_check(1)', { simple: true }) === 'ok';
    return (head?.seq ?? 0) > events || !isWhole ? damaged() : ok({ events });
  } catch (error) {
    if (isCorrupt(error)) return damaged();
    throw error;
  }
}

const fromRow = (row: Row): Recorded =>
  ({
    ...(JSON.parse(row.body) as object),
    run: row.run,
    ...(row.task === null ? {} : { task: row.task }),
    kind: row.kind as EventKind,
    seq: row.seq,
    at: row.at,
    sum: row.sum,
  }) as Recorded;

const chain = (before: string, { seq, run, task, at, kind, body }: Omit<Row, 'sum'>): string =>
  createHash('sha256')
    .update(JSON.stringify([before, seq, run, task, at, kind, body]))
    .digest('hex')
    .slice(0, 32);
