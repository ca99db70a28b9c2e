import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyJournal } from '../../mcp-server/infra/store/journal.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { newRunId } from '../../mcp-server/kernel/id.ts';

const migrations = readdirSync(join(import.meta.dirname, '../../mcp-server/infra/store/migrations')).length;
const opener = join(import.meta.dirname, 'fixtures/opener.ts');

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-store-'));
  path = join(folder, 'deep', 'fanout.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open() {
  const opened = openStore(path);
  if (!opened.ok) throw new Error(opened.failure.reason);
  return opened.value;
}

test('a store is made with its folder, for its owner alone, and survives a power cut', () => {
  const store = open();
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
  expect(store.db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(store.db.pragma('synchronous', { simple: true })).toBe(2);
  expect(store.db.pragma('user_version', { simple: true })).toBe(migrations);
  store.close();
});

test('a store from before the first migration is brought up to date, once', () => {
  mkdirSync(join(folder, 'deep'));
  const old = new Database(path);
  old.exec('CREATE TABLE note (text TEXT)');
  old.close();
  open().close();
  const store = open();
  expect(store.db.pragma('user_version', { simple: true })).toBe(migrations);
  expect(store.db.prepare('SELECT count(*) AS n FROM note').get()).toEqual({ n: 0 });
  expect(verifyJournal(store)).toMatchObject({ ok: true });
  store.close();
});

test('a store of a newer fanout is refused and left as it was', () => {
  open().close();
  const newer = new Database(path);
  newer.pragma('user_version = 1000');
  newer.close();
  expect(openStore(path)).toEqual({
    ok: false,
    failure: { reason: 'store-newer', path, version: 1000, supported: migrations },
  });
  const after = new Database(path);
  expect(after.pragma('user_version', { simple: true })).toBe(1000);
  after.close();
});

test('a write inside a write joins it', () => {
  const store = open();
  const broken = () =>
    store.write(() => {
      store.write(() => store.db.exec("INSERT INTO task VALUES ('r', 'k', 0, 'waiting', '{}')"));
      throw new Error('outer');
    });
  expect(broken).toThrow('outer');
  expect(store.db.prepare('SELECT count(*) AS n FROM task').get()).toEqual({ n: 0 });
  store.close();
});

test('eight processes that open a store for the first time at once all get it', async () => {
  const children = Array.from({ length: 8 }, () =>
    spawn(process.execPath, [opener, path, newRunId(), '0'], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as [number])[0]));
  expect(codes).toEqual(codes.map(() => 0));
  const store = open();
  expect(store.db.pragma('user_version', { simple: true })).toBe(migrations);
  store.close();
});

test('two processes that write at once both succeed, and the chain holds', async () => {
  const children = Array.from({ length: 2 }, () =>
    spawn(process.execPath, [opener, path, newRunId(), '300'], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as [number])[0]));
  expect(codes).toEqual([0, 0]);
  const store = open();
  expect(verifyJournal(store)).toEqual({ ok: true, value: { events: 600 } });
  store.close();
});

test('a reader sees what another process wrote while it has the store open', () => {
  const store = open();
  execFileSync(process.execPath, [opener, path, newRunId(), '5']);
  expect(verifyJournal(store)).toEqual({ ok: true, value: { events: 5 } });
  store.close();
});

test('a claim does not wait for the disk, and everything else does', () => {
  const store = open();
  const mode = () => store.db.pragma('synchronous', { simple: true });
  const [full, normal] = [2, 1];
  expect([store.write(mode), store.claim(mode), store.write(mode)]).toEqual([full, normal, full]);
  expect(store.write(() => store.claim(mode))).toBe(full);
  expect(() => store.claim(() => store.write(mode))).toThrow('must be on the disk');
  expect(store.write(mode)).toBe(full);
  store.close();
});
