import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allEvents, appendEvent, lastSeq, readJournal, verifyJournal } from '../../mcp-server/infra/store/journal.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { newRunId } from '../../mcp-server/kernel/id.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { seeded } from '../support/random.ts';

let infra: ReturnType<typeof makeInfra>;
beforeEach(() => {
  infra = makeInfra();
});
afterEach(() => infra.dispose());

const append = (run: RunId, count: number) =>
  infra.store.write(() => {
    for (let at = 0; at < count; at += 1) appendEvent(infra.store, { event: { kind: 'run-paused', run }, at });
  });

/** Changes the file as somebody with an editor would: past the triggers. */
function tamper(sql: string): void {
  const db = new Database(join(infra.home, 'fanout.db'));
  db.exec(`DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed; ${sql}`);
  db.close();
}

test('events are numbered without gaps, read back as they were written, and chained', () => {
  const run = newRunId();
  append(run, 3);
  const events = readJournal(infra.store, { run });
  expect(events.map(({ seq, kind }) => [seq, kind])).toEqual([
    [1, 'run-paused'],
    [2, 'run-paused'],
    [3, 'run-paused'],
  ]);
  expect(new Set(events.map(({ sum }) => sum)).size).toBe(3);
  expect(verifyJournal(infra.store)).toEqual({ ok: true, value: { events: 3 } });
});

test('a run reads only its own events, after a number, as many as asked', () => {
  const [mine, other] = [newRunId(), newRunId()];
  append(mine, 2);
  append(other, 2);
  append(mine, 2);
  expect(readJournal(infra.store, { run: mine }).map(({ seq }) => seq)).toEqual([1, 2, 5, 6]);
  expect(readJournal(infra.store, { run: mine, after: 2, limit: 1 }).map(({ seq }) => seq)).toEqual([5]);
  expect([lastSeq(infra.store), lastSeq(infra.store, other), lastSeq(infra.store, newRunId())]).toEqual([6, 4, 0]);
});

test('the journal refuses to be changed or shortened', () => {
  append(newRunId(), 1);
  expect(() => infra.store.db.exec("UPDATE event SET kind = 'run-resumed'")).toThrow('append-only');
  expect(() => infra.store.db.exec('DELETE FROM event')).toThrow('append-only');
  expect([...allEvents(infra.store)]).toHaveLength(1);
});

test('an event whose projection fails is not recorded', () => {
  const run = newRunId();
  const write = () =>
    infra.store.write(() => {
      appendEvent(infra.store, { event: { kind: 'run-paused', run }, at: 0 });
      throw new Error('the projection failed');
    });
  expect(write).toThrow('the projection failed');
  expect(lastSeq(infra.store)).toBe(0);
});

test.each([
  ['a changed body', 'UPDATE event SET body = \'{"x":1}\' WHERE seq = 3', 3],
  ['a changed time', 'UPDATE event SET at = 99 WHERE seq = 2', 2],
  ['a changed sum', "UPDATE event SET sum = 'x' WHERE seq = 4", 4],
  ['a removed record', 'DELETE FROM event WHERE seq = 2', 2],
  ['a removed first record', 'DELETE FROM event WHERE seq = 1', 1],
  [
    'two records in each other’s place',
    'UPDATE event SET seq = 9 WHERE seq = 2; UPDATE event SET seq = 2 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 9',
    2,
  ],
])('%s is found, and what stands before it is told', (_, sql, seq) => {
  append(newRunId(), 5);
  tamper(sql);
  expect(verifyJournal(infra.store)).toMatchObject({ ok: false, failure: { reason: 'journal-damaged', seq } });
});

/** The folder of the store as it is at this moment, put back over what was written since. */
function rewind(keep: string[]): () => void {
  const files = keep.map((name) => [join(infra.home, name), readFileSync(join(infra.home, name))] as const);
  return () => {
    infra.store.close();
    for (const name of ['fanout.db-wal', 'fanout.db-shm']) rmSync(join(infra.home, name), { force: true });
    for (const [path, bytes] of files) writeFileSync(path, bytes);
    const opened = openStore(join(infra.home, 'fanout.db'));
    if (!opened.ok) throw new Error(opened.failure.reason);
    infra.store = opened.value;
  };
}

test('a journal whose end is gone is told from one that ends there', () => {
  append(newRunId(), 3);
  infra.store.db.pragma('wal_checkpoint(TRUNCATE)');
  const back = rewind(['fanout.db']);
  append(newRunId(), 2);
  back();
  expect(lastSeq(infra.store)).toBe(3);
  expect(verifyJournal(infra.store)).toMatchObject({ ok: false, failure: { reason: 'journal-damaged', seq: 4 } });
  // What the hint says: a person decides that it goes on from there.
  rmSync(join(infra.home, 'fanout.db-head'));
  append(newRunId(), 1);
  expect(verifyJournal(infra.store)).toEqual({ ok: true, value: { events: 4 } });
});

test('a journal that was cut and written anew is found, and one whose note lags or is torn is sound', () => {
  append(newRunId(), 3);
  infra.store.db.pragma('wal_checkpoint(TRUNCATE)');
  const [back, lag] = [rewind(['fanout.db']), readFileSync(join(infra.home, 'fanout.db-head'))];
  append(newRunId(), 2);
  const ahead = readFileSync(join(infra.home, 'fanout.db-head'));
  writeFileSync(join(infra.home, 'fanout.db-head'), lag);
  expect(verifyJournal(infra.store)).toMatchObject({ ok: true });
  writeFileSync(join(infra.home, 'fanout.db-head'), ahead.subarray(0, 40));
  expect(verifyJournal(infra.store)).toMatchObject({ ok: true });
  back();
  append(newRunId(), 4);
  writeFileSync(join(infra.home, 'fanout.db-head'), ahead);
  expect(verifyJournal(infra.store)).toMatchObject({ ok: false, failure: { reason: 'journal-damaged', seq: 5 } });
});

test('an event that was taken back is not noted as the end', () => {
  append(newRunId(), 1);
  const write = () =>
    infra.store.write(() => {
      appendEvent(infra.store, { event: { kind: 'run-paused', run: newRunId() }, at: 0 });
      throw new Error('the projection failed');
    });
  expect(write).toThrow('the projection failed');
  expect(verifyJournal(infra.store)).toEqual({ ok: true, value: { events: 1 } });
});

test('a flipped bit is found, or changed nothing of what the journal says', () => {
  const run = newRunId();
  append(run, 40);
  infra.store.db.pragma('wal_checkpoint(TRUNCATE)');
  const written = JSON.stringify(readJournal(infra.store, { run }));
  infra.store.close();
  const path = join(infra.home, 'fanout.db');
  const whole = readFileSync(path);
  const random = seeded(7);
  const missed: string[] = [];
  let found = 0;
  for (let nth = 0; nth < 150; nth += 1) {
    const bytes = Buffer.from(whole);
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    writeFileSync(path, bytes);
    const read = readDamaged(path, run);
    if (read === 'found') found += 1;
    else if (read !== written) missed.push(`flip ${nth} of byte ${at}`);
  }
  expect(missed).toEqual([]);
  expect(found).toBeGreaterThan(10);
  writeFileSync(path, whole);
});

test('a cut file is found, whatever its length, or has lost nothing of the journal', () => {
  const run = newRunId();
  append(run, 40);
  infra.store.db.pragma('wal_checkpoint(TRUNCATE)');
  const written = JSON.stringify(readJournal(infra.store, { run }));
  infra.store.close();
  const path = join(infra.home, 'fanout.db');
  const whole = readFileSync(path);
  const missed: number[] = [];
  for (const part of [0, 0.1, 0.5, 0.9, 0.999]) {
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length * part)));
    const read = readDamaged(path, run);
    if (read !== 'found' && read !== written) missed.push(part);
  }
  expect(missed).toEqual([]);
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  writeFileSync(path, whole);
});

/** What the journal says in a file that was damaged, or that the damage was found. */
function readDamaged(path: string, run: RunId): string {
  try {
    const opened = openStore(path);
    if (!opened.ok) return 'found';
    const verified = verifyJournal(opened.value);
    const read = verified.ok ? JSON.stringify(readJournal(opened.value, { run })) : 'found';
    opened.value.close();
    return read;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 'found';
    throw error;
  }
}
