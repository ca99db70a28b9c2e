import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allEvents, appendEvent, lastSeq, readJournal, verifyJournal } from '../../mcp-server/infra/store/journal.ts';
import { newRunId } from '../../mcp-server/kernel/id.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';

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
