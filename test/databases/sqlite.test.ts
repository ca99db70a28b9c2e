import type { ChildProcess } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { branchDatabase } from '../../mcp-server/domain/workspaces/databases/branch-database.ts';
import { dropDatabases } from '../../mcp-server/domain/workspaces/databases/drop-databases.ts';
import { listDatabases } from '../../mcp-server/domain/workspaces/databases/list-databases.ts';
import { backUp } from '../../mcp-server/infra/store/sqlite-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { valueOf } from '../support/value-of.ts';
import { contentOf, isConsistent, makeSqlite, startWriter } from './sqlite-sample.ts';
import { makePlace } from './wish.ts';

const settings = { kind: 'sqlite', file: 'data/app.db' };

function samplePlace(options: Parameters<typeof makeSqlite>[1] = {}) {
  const place = makePlace({ files: { '.gitignore': 'data/\n' } });
  mkdirSync(join(place.sample.path, 'data'));
  const source = join(place.sample.path, 'data/app.db');
  makeSqlite(source, options);
  return { ...place, source };
}

function endLater(writer: ChildProcess): void {
  onTestFinished(() => void writer.kill('SIGKILL'));
}

test.each(['WAL', 'DELETE'])('each of ten copies under a live writer is whole, in journal mode %s', async (journal) => {
  const { infra, wish, source } = samplePlace({ megabytes: 4, journal });
  endLater(await startWriter(source));
  for (let nth = 0; nth < 10; nth++) {
    const { url } = valueOf(await branchDatabase(infra, wish(settings)));
    expect(isConsistent(url)).toBe(true);
    valueOf(await dropDatabases(infra, { owner: wish(settings).owner }));
  }
});

test('a backup beside a live writer is whole and is never started anew by it', async () => {
  const { source } = samplePlace({ megabytes: 40 });
  endLater(await startWriter(source));
  const to = join(temporaryFolder(), 'copy.db');
  valueOf(await backUp({ from: source, to }));
  expect(isConsistent(to)).toBe(true);
});

test('what is committed but only in the WAL is in the copy', async () => {
  const { infra, wish, source } = samplePlace();
  const db = new Database(source);
  onTestFinished(() => void db.close());
  db.pragma('wal_autocheckpoint = 0');
  db.exec('CREATE TABLE late (x); INSERT INTO late VALUES (7)');
  const { url } = valueOf(await branchDatabase(infra, wish(settings)));
  const copy = new Database(url);
  onTestFinished(() => void copy.close());
  expect(copy.prepare('SELECT x FROM late').pluck().get()).toBe(7);
});

test('writers in eight copies at once leave the source as it was', async () => {
  const { infra, wish, source } = samplePlace();
  const [content, bytes] = [contentOf(source), readFileSync(source)];
  const tasks = Array.from({ length: 8 }, (_, nth) => wish(settings, { task: `t${nth}` }));
  const branches = await Promise.all(tasks.map((one) => branchDatabase(infra, one)));
  const urls = branches.map((branch) => valueOf(branch).url);
  expect(new Set(urls).size).toBe(8);
  for (const writer of await Promise.all(urls.map((url) => startWriter(url)))) endLater(writer);
  expect(contentOf(source)).toBe(content);
  expect(readFileSync(source).equals(bytes)).toBe(true);
});

test('a copy stands where the program looks for it when git ignores it there, and else in the state folder', async () => {
  const { sample, infra, wish } = samplePlace();
  makeSqlite(join(sample.path, 'seen.db'));
  const ignored = wish(settings);
  expect(valueOf(await branchDatabase(infra, ignored)).url).toBe(join(ignored.owner, 'data/app.db'));
  const seen = wish({ kind: 'sqlite', file: 'seen.db', url: 'file:${FILE}?mode=rwc' }, { name: 'seen' });
  const { url } = valueOf(await branchDatabase(infra, seen));
  expect(url).toMatch(new RegExp(`^file:${join(infra.home, 'databases')}/.*/seen[.]db[?]mode=rwc$`));
  expect(sample.git(['status', '--porcelain'], { cwd: ignored.owner })).toBe('');
  valueOf(await dropDatabases(infra, ignored));
  expect(existsSync(join(ignored.owner, 'data/app.db'))).toBe(false);
  expect(existsSync(join(url.slice('file:'.length), '..'))).toBe(true);
});

test('a branch that is there is answered as it is, with what was written into it', async () => {
  const { infra, wish } = samplePlace();
  const { url } = valueOf(await branchDatabase(infra, wish(settings)));
  const db = new Database(url);
  db.exec('CREATE TABLE mine (x)');
  db.close();
  const again = valueOf(await branchDatabase(infra, wish(settings)));
  expect(again.url).toBe(url);
  const copy = new Database(again.url, { readonly: true });
  onTestFinished(() => void copy.close());
  expect(copy.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'mine'").pluck().get()).toBe(1);
});

test('a branch that somebody removed is made again, and one replaced by a link to the source is refused', async () => {
  const { infra, wish, source } = samplePlace();
  const { url } = valueOf(await branchDatabase(infra, wish(settings)));
  rmSync(url);
  expect(isConsistent(valueOf(await branchDatabase(infra, wish(settings))).url)).toBe(true);
  for (const link of [() => linkSync(source, url), () => symlinkSync(source, url)]) {
    rmSync(url);
    link();
    const refused = await branchDatabase(infra, wish(settings));
    expect(refused).toMatchObject({ ok: false, failure: { reason: 'database-failed', step: 'proven' } });
  }
});

test('no copy is written or removed through a link that leads out of the workspace', async () => {
  const { sample, infra, wish } = samplePlace();
  const { owner } = wish(settings);
  const outside = join(sample.folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'app.db'), 'precious');
  writeFileSync(join(sample.repository.commonDir, 'info/exclude'), 'data\n');
  symlinkSync(outside, join(owner, 'data'));
  expect(valueOf(await branchDatabase(infra, wish(settings))).url).toContain(infra.home);
  valueOf(await dropDatabases(infra, { owner }));
  rmSync(join(owner, 'data'));
  valueOf(await branchDatabase(infra, wish(settings)));
  rmSync(join(owner, 'data'), { recursive: true });
  symlinkSync(outside, join(owner, 'data'));
  valueOf(await dropDatabases(infra, { owner }));
  expect(readFileSync(join(outside, 'app.db'), 'utf8')).toBe('precious');
});

test('a source that is missing, is no database or is locked for good is a failure that says what next, and leaves nothing', async () => {
  const { sample, infra, wish, source } = samplePlace();
  writeFileSync(join(sample.path, 'data/text.db'), 'not a database, but long enough to be taken for one at first sight');
  const holder = new Database(source);
  onTestFinished(() => void holder.close());
  holder.exec('BEGIN IMMEDIATE');
  // Every look at the clock is a minute later, so that nobody waits for the patience to end.
  let elapsed = 0;
  const hurried = { ...infra, clock: { ...infra.clock, elapsed: () => (elapsed += 60_000), sleep: async () => undefined } };
  for (const [file, detail] of [
    ['data/none.db', 'there is no file'],
    ['data/text.db', 'not a database'],
    ['data/app.db', 'write transaction'],
  ]) {
    const refused = await branchDatabase(file === 'data/app.db' ? hurried : infra, wish({ kind: 'sqlite', file }));
    expect(refused).toMatchObject({
      ok: false,
      failure: {
        reason: 'database-failed',
        detail: expect.stringContaining(detail ?? ''),
        next: expect.stringMatching(/^[A-Z].*\.$/),
      },
    });
  }
  expect(listDatabases(infra)).toEqual([]);
  expect(existsSync(join(wish(settings).owner, 'data/app.db'))).toBe(false);
});

test('masking runs before anybody has the copy, and migrations run in the copy alone', async () => {
  const { infra, wish, source } = samplePlace();
  const run = (sql: string) =>
    `node --eval "new (require('${join(import.meta.dirname, '../../node_modules/better-sqlite3')}'))(process.env.DATABASE_URL).exec('${sql}')"`;
  const full = { ...settings, mask: run('DELETE FROM t'), migrate: run('CREATE TABLE migrated (x)') };
  const content = contentOf(source);
  const { url } = valueOf(await branchDatabase(infra, { ...wish(full), environment: { DATABASE_URL: source } }));
  const copy = new Database(url, { readonly: true });
  onTestFinished(() => void copy.close());
  expect(copy.prepare('SELECT count(*) FROM t').pluck().get()).toBe(0);
  expect(copy.prepare('SELECT count(*) FROM migrated').pluck().get()).toBe(0);
  expect(contentOf(source)).toBe(content);
});

test('migrations that fail are told of with their output, and the next try starts from a fresh copy', async () => {
  const { infra, wish } = samplePlace();
  const migrate =
    'echo "no column" >&2; test -e ../fixed && test ! -e "$DATABASE_URL-touched" || { touch "$DATABASE_URL-touched"; exit 3; }';
  const failed = await branchDatabase(infra, wish({ ...settings, migrate }));
  expect(failed).toMatchObject({
    ok: false,
    failure: { step: 'migrated', detail: expect.stringContaining('ended with 3: no column') },
  });
  expect(listDatabases(infra)).toMatchObject([{ stage: 'migrating' }]);
  const { owner } = wish({ ...settings, migrate });
  rmSync(join(owner, 'data/app.db-touched'));
  writeFileSync(join(owner, '../fixed'), '');
  valueOf(await branchDatabase(infra, wish({ ...settings, migrate })));
  expect(listDatabases(infra)).toMatchObject([{ stage: 'ready' }]);
});
