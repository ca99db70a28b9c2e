import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { branchDatabase } from '../../mcp-server/domain/workspaces/databases/branch-database.ts';
import { dropDatabases } from '../../mcp-server/domain/workspaces/databases/drop-databases.ts';
import { listDatabases } from '../../mcp-server/domain/workspaces/databases/list-databases.ts';
import { sweepDatabases } from '../../mcp-server/domain/workspaces/databases/sweep-databases.ts';
import { connectPostgres, withPostgres } from '../../mcp-server/infra/postgres/connect.ts';
import { findSystemPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { valueOf } from '../support/value-of.ts';
import { makePlace } from './wish.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
});

let count = 0;

/** A source with three books, a place that knows it by `DATABASE_URL`, and the end of everything that comes of it. */
async function sampleSource({ on = server }: { on?: TestPostgres } = {}) {
  const source = `so"ur'ce ${(count += 1)}`;
  const quoted = `"${source.replaceAll('"', '""')}"`;
  await on.query('postgres', `CREATE DATABASE ${quoted}`);
  await on.query(source, 'CREATE TABLE book (title text PRIMARY KEY)', `INSERT INTO book VALUES ('one'), ('two'), ('three')`);
  const place = makePlace({ environment: { DATABASE_URL: on.url(source) } });
  onTestFinished(async () => {
    for (const name of await on.databases())
      await on.query('postgres', `DROP DATABASE "${name.replaceAll('"', '""')}" WITH (FORCE)`);
  });
  return { ...place, source, on };
}

const settings = { kind: 'postgres' };
const titles = (url: string) =>
  withPostgres(url, async (postgres) =>
    (await postgres.query<{ title: string }>('SELECT title FROM book ORDER BY title')).map(({ title }) => title),
  );
const write = (url: string, statement: string) => withPostgres(url, (postgres) => postgres.query(statement));
const templates = async (on: TestPostgres) => (await on.databases()).filter((name) => name.startsWith('fanout_t_'));
/** Waits until the server has counted what was written: a session that ends counts at once. */
const settled = (on: TestPostgres, source: string) => on.query(source, 'SELECT 1');

test('a branch has all of its source, says whose it is, and comes from a template that lets nobody in', async () => {
  const { infra, wish } = await sampleSource();
  const branch = valueOf(await branchDatabase(infra, wish(settings)));
  expect(await titles(branch.url)).toEqual(['one', 'three', 'two']);
  const rows = await server.query<{ datname: string; datallowconn: boolean; note: string }>(
    'postgres',
    `SELECT datname, datallowconn, shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE datname LIKE 'fanout%' ORDER BY 1`,
  );
  expect(rows).toMatchObject([
    { datname: branch.id, datallowconn: true },
    { datname: expect.stringMatching(/^fanout_t_/), datallowconn: false },
  ]);
  expect(JSON.parse(rows[0]?.note ?? '')).toEqual({ fanout: 'branch', id: branch.id, owner: branch.owner, name: 'app' });
  expect(branch.id).toMatch(/^[a-z0-9_]{1,63}$/);
});

test('writers in eight branches at once, schema changes included, leave the source as it was', async () => {
  const { infra, wish, source } = await sampleSource();
  const tasks = Array.from({ length: 8 }, (_, nth) => wish(settings, { task: `t${nth}` }));
  const branches = (await Promise.all(tasks.map((one) => branchDatabase(infra, one)))).map((branch) => valueOf(branch));
  expect(new Set(branches.map(({ id }) => id)).size).toBe(8);
  await Promise.all(
    branches.map(({ url }, nth) =>
      write(url, `INSERT INTO book VALUES ('of ${nth}'); ALTER TABLE book ADD note text; DELETE FROM book WHERE title = 'two'`),
    ),
  );
  expect(await titles(server.url(source))).toEqual(['one', 'three', 'two']);
  expect(await titles(branches[3]?.url ?? '')).toEqual(['of 3', 'one', 'three']);
  expect(await templates(server)).toHaveLength(1);
});

test('the template is made anew when the source has changed, unless it is young enough', async () => {
  const { infra, wish, source } = await sampleSource();
  valueOf(await branchDatabase(infra, wish(settings, { task: 'first' })));
  const [before] = await templates(server);
  await server.query(source, `INSERT INTO book VALUES ('zero')`);
  await settled(server, source);
  const lax = valueOf(await branchDatabase(infra, wish({ ...settings, staleMinutes: 60 }, { task: 'lax' })));
  expect(await titles(lax.url)).not.toContain('zero');
  const strict = valueOf(await branchDatabase(infra, wish(settings, { task: 'strict' })));
  expect(await titles(strict.url)).toContain('zero');
  const after = await templates(server);
  expect(after).toHaveLength(1);
  expect(after).not.toContain(before);
});

test('a template that is built is built once, from the files of the workspace, until one of them changes', async () => {
  const { infra, wish, sample } = await sampleSource();
  const build = `echo ran >> ../built; node --input-type=module build.mjs`;
  const driver = join(import.meta.dirname, '../../node_modules/pg/esm/index.mjs');
  const script = (title: string) => `import { Client } from '${driver}';
    const client = new Client(process.env.DATABASE_URL);
    await client.connect();
    await client.query("CREATE TABLE book (title text); INSERT INTO book VALUES ('${title}')");
    await client.end();`;
  sample.commit({ 'build.mjs': script('built'), 'migrations/1.sql': '-- one' });
  const built = {
    ...settings,
    build: build.replace('--input-type=module ', ''),
    files: ['build.mjs', 'migrations/*'],
  };
  for (const task of ['a', 'b'])
    expect(await titles(valueOf(await branchDatabase(infra, wish(built, { task }))).url)).toEqual(['built']);
  const runs = () => readLines(join(sample.folder, 'workspaces/built'));
  expect(runs()).toEqual(['ran']);
  sample.commit({ 'migrations/2.sql': '-- two' });
  valueOf(await branchDatabase(infra, wish(built, { task: 'c' })));
  expect(runs()).toEqual(['ran', 'ran']);
  expect(await templates(server)).toHaveLength(2);
});

test('a mask runs in the template before anybody can clone it, and one that fails leaves no copy behind', async () => {
  const { infra, wish, source } = await sampleSource();
  const driver = join(import.meta.dirname, '../../node_modules/pg/esm/index.mjs');
  const script = join(infra.home, 'mask.mjs');
  writeFileSync(
    script,
    `import { Client } from '${driver}'; const client = new Client(process.env.DATABASE_URL); await client.connect();
     await client.query("UPDATE book SET title = md5(title)"); await client.end(); process.exit(Number(process.argv[2] ?? 0));`,
  );
  const failed = await branchDatabase(infra, wish({ ...settings, mask: `node ${script} 4` }));
  expect(failed).toMatchObject({
    ok: false,
    failure: { reason: 'database-failed', step: 'prepared', detail: expect.stringContaining('ended with 4') },
  });
  expect(await server.databases()).toEqual([source]);
  expect(listDatabases(infra)).toEqual([]);
  const { url } = valueOf(await branchDatabase(infra, wish({ ...settings, mask: `node ${script}` })));
  expect((await titles(url)).every((title) => title.length === 32)).toBe(true);
  expect(await titles(server.url(source))).toEqual(['one', 'three', 'two']);
});

test('migrations see the branch and never the source', async () => {
  const { infra, wish, source } = await sampleSource();
  const migrate = 'test "$DATABASE_URL" != "$SOURCE" && printf %s "$DATABASE_URL" > ../seen';
  const wanted = {
    ...wish({ ...settings, migrate }),
    environment: { SOURCE: server.url(source), DATABASE_URL: server.url(source) },
  };
  const { url } = valueOf(await branchDatabase(infra, wanted));
  expect(readLines(join(wanted.owner, '../seen'))).toEqual([url]);
});

test('a branch that is gone is made again; one that says it is another’s is refused', async () => {
  const { infra, wish } = await sampleSource();
  const branch = valueOf(await branchDatabase(infra, wish(settings)));
  await server.query('postgres', `DROP DATABASE ${branch.id}`);
  const again = valueOf(await branchDatabase(infra, wish(settings)));
  expect(await titles(again.url)).toHaveLength(3);
  for (const note of ['NULL', `'${JSON.stringify({ fanout: 'branch', id: branch.id, owner: '/somebody/else', name: 'app' })}'`]) {
    await server.query('postgres', `COMMENT ON DATABASE ${branch.id} IS ${note}`);
    const refused = await branchDatabase(infra, wish(settings));
    expect(refused).toMatchObject({ ok: false, failure: { reason: 'database-failed', step: 'proven' } });
  }
});

test('dropping sends everybody away, may be said twice, and works when the source is no longer named', async () => {
  const { infra, wish } = await sampleSource();
  const { id, owner, url } = valueOf(await branchDatabase(infra, wish(settings)));
  const visitor = await connectPostgres(url);
  onTestFinished(visitor.close);
  expect(valueOf(await dropDatabases({ ...infra, environment: {} }, { owner }))).toEqual([id]);
  expect(valueOf(await dropDatabases(infra, { owner }))).toEqual([]);
  expect(await server.databases()).not.toContain(id);
  expect(listDatabases(infra)).toEqual([]);
});

test('a server that cannot be reached, a wrong password and a missing right are failures that say what next', async () => {
  const { infra, wish, source, on } = await sampleSource();
  await on.query('postgres', `DO $$ BEGIN CREATE ROLE eve LOGIN PASSWORD 'eve'; EXCEPTION WHEN duplicate_object THEN END $$`);
  const url = new URL(on.url(source));
  const as = (user: string, password: string, port = url.port) =>
    `postgres://${user}:${password}@127.0.0.1:${port}${url.pathname}`;
  for (const [source, next] of [
    [as('ada', 'wrong'), /Correct user and password/],
    [as('ada', 'wrong', '1'), /Start the server/],
    [as('eve', 'eve'), /CREATEDB/],
    ['mysql://localhost/x', /postgres:\/\//],
    ['${NOT_SET}', /Set NOT_SET/],
  ] as const) {
    const failed = await branchDatabase(infra, wish({ ...settings, source }));
    expect(failed).toMatchObject({ ok: false, failure: { reason: 'database-failed', next: expect.stringMatching(next) } });
    expect(JSON.stringify(failed)).not.toContain('wrong');
  }
  expect(await on.databases()).toEqual([source]);
});

test('a server that is down keeps the branch in the store, and the next sweep drops it', async () => {
  const { infra, wish, sample } = await sampleSource();
  const wanted = wish(settings);
  const { id } = valueOf(await branchDatabase(infra, wanted));
  infra.store.db.prepare('UPDATE database_branch SET url = ?').run(`postgres://ada@127.0.0.1:1/${id}`);
  const failed = await dropDatabases(infra, wanted);
  expect(failed).toMatchObject({ ok: false, failure: { reason: 'database-failed', step: 'dropped' } });
  expect(listDatabases(infra)).toMatchObject([{ id, stage: 'dropping' }]);
  infra.store.db.prepare('UPDATE database_branch SET url = ?').run(server.url(id));
  const look = { databases: { app: wanted.settings }, folder: sample.path };
  expect(await sweepDatabases(infra, { ...look, dryRun: true })).toEqual({ dropped: [id], failures: [] });
  expect(await server.databases()).toContain(id);
  expect(await sweepDatabases(infra, { ...look, dryRun: false })).toEqual({ dropped: [id], failures: [] });
  expect(await server.databases()).not.toContain(id);
});

test('a sweep drops what the store no longer knows, and nothing of anybody else', async () => {
  const { infra, wish, sample, source } = await sampleSource();
  const other = makePlace({ environment: { DATABASE_URL: server.url(source) } });
  const theirs = valueOf(await branchDatabase(other.infra, other.wish(settings)));
  const lost = valueOf(await branchDatabase(infra, wish(settings, { task: 'lost' })));
  const kept = valueOf(await branchDatabase(infra, wish(settings, { task: 'kept' })));
  infra.store.db.prepare('DELETE FROM database_branch WHERE id = ?').run(lost.id);
  const swept = await sweepDatabases(infra, { databases: { app: wish(settings).settings }, folder: sample.path, dryRun: false });
  expect(swept).toEqual({ dropped: [lost.id], failures: [] });
  const left = await server.databases();
  expect(left).toEqual(expect.arrayContaining([source, theirs.id, kept.id]));
  expect(left).not.toContain(lost.id);
});

const system = findSystemPostgres();

describe.runIf(system !== null)('on the server of the system', () => {
  test('a source that is in use is dumped, and its sessions go on', async () => {
    const older = await startPostgres({ from: system ?? '' });
    onTestFinished(older.stop);
    const { infra, wish, source } = await sampleSource({ on: older });
    const visitor = await connectPostgres(older.url(source));
    onTestFinished(visitor.close);
    await visitor.query('BEGIN');
    await visitor.query(`INSERT INTO book VALUES ('not yet committed')`);
    const { url } = valueOf(await branchDatabase(infra, wish(settings)));
    expect(await titles(url)).toEqual(['one', 'three', 'two']);
    await visitor.query('COMMIT');
    expect(await titles(older.url(source))).toHaveLength(4);
    await visitor.close();
    valueOf(await dropDatabases(infra, wish(settings)));
  });
});

function readLines(path: string): string[] {
  return readFileSync(path, 'utf8').trim().split('\n');
}
