import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { cleanRuns } from '../../mcp-server/domain/coordination/clean-runs.ts';
import { createCheckout } from '../../mcp-server/domain/workspaces/create-checkout.ts';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { databaseEnvironment, listDatabases } from '../../mcp-server/domain/workspaces/databases/list-databases.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { databasesSchema } from '../../mcp-server/kernel/config-databases.ts';
import { makeInfra } from '../support/infra.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';
import { isConsistent, makeSqlite } from './sqlite-sample.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
  await server.query('postgres', 'CREATE DATABASE shop');
  await server.query('shop', 'CREATE TABLE book (title text)');
});
afterAll(async () => {
  await server.stop();
});

function samplePlace(environment: Record<string, string> = {}) {
  const sample = makeRepository({ files: { '.gitignore': 'data/\n.env\n' } });
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'], ...environment });
  onTestFinished(infra.dispose);
  mkdirSync(join(sample.path, 'data'));
  makeSqlite(join(sample.path, 'data/queue.db'));
  writeFileSync(join(sample.path, '.env'), `DATABASE_URL=${server.url('shop')}\nMODE=test\n`);
  const databases = databasesSchema.parse({
    app: { kind: 'postgres', migrate: 'printf %s "$DATABASE_URL" > migrated-with' },
    queue: { kind: 'sqlite', file: 'data/queue.db', variable: 'QUEUE_FILE' },
  });
  return { sample, infra, databases };
}

const ours = async () => (await server.databases()).filter((name) => name.startsWith('fanout_b_'));

test('a workspace has a branch of each database before its setup runs, and nothing of it is left when it goes', async () => {
  const { sample, infra, databases } = samplePlace();
  const config = {
    databases,
    setup: 'printf "%s\\n" "$DATABASE_URL" "$QUEUE_FILE" "$DIRECT_URL" > set-up-with',
    environment: { DIRECT_URL: '${DATABASE_URL}' },
  };
  const wanted = wantedWorkspace(infra, { ...sample, config, source: sample.path });
  const workspace = valueOf(await createWorkspace(infra, wanted));
  const { DATABASE_URL: url = '', QUEUE_FILE: file = '' } = workspace.environment;
  expect(url).not.toBe(server.url('shop'));
  expect(await ours()).toEqual([new URL(url).pathname.slice(1)]);
  expect(file).toBe(join(workspace.path, 'data/queue.db'));
  expect(isConsistent(file)).toBe(true);
  expect(readFileSync(join(workspace.path, 'set-up-with'), 'utf8')).toBe(`${url}\n${file}\n${url}\n`);
  expect(readFileSync(join(workspace.path, 'migrated-with'), 'utf8')).toBe(url);
  expect(readFileSync(join(workspace.path, '.env'), 'utf8')).toContain(new URL(url).pathname.slice(1));
  expect(databaseEnvironment(infra, { owner: workspace.path })).toEqual({ DATABASE_URL: url, QUEUE_FILE: file });
  // Said again it is the same workspace, with its databases as they are.
  const again = valueOf(await createWorkspace(infra, wanted));
  expect(again.environment).toEqual(workspace.environment);
  valueOf(await removeWorkspace(infra, { repository: sample.repository, path: workspace.path, rescueRef: null }));
  expect(await ours()).toEqual([]);
  expect(listDatabases(infra)).toEqual([]);
  expect(isConsistent(join(sample.path, 'data/queue.db'))).toBe(true);
});

test('a checkout beside a workspace has branches of its own', async () => {
  const { sample, infra, databases } = samplePlace();
  const wanted = wantedWorkspace(infra, { ...sample, config: { databases } });
  const workspace = valueOf(await createWorkspace(infra, wanted));
  const { repository } = sample;
  const path = `${wanted.path}.review`;
  const checkout = valueOf(
    await createCheckout(infra, {
      repository,
      commit: sample.base,
      path,
      config: wanted.config,
      outputPath: wanted.outputPath,
      setup: true,
    }),
  );
  expect(checkout.environment['DATABASE_URL']).not.toBe(workspace.environment['DATABASE_URL']);
  expect(await ours()).toHaveLength(2);
  for (const one of [path, workspace.path]) valueOf(await removeWorkspace(infra, { repository, path: one, rescueRef: null }));
  expect(await ours()).toEqual([]);
});

test('a template that setup has to build for is named to setup and built after it', async () => {
  const { sample, infra } = samplePlace();
  const build = 'test -e installed && printf %s "$DATABASE_URL" > built-with';
  const databases = databasesSchema.parse({ app: { kind: 'postgres', build } });
  const wanted = wantedWorkspace(infra, { ...sample, config: { databases, setup: 'printf %s "$DATABASE_URL" > installed' } });
  const { path, environment } = valueOf(await createWorkspace(infra, wanted));
  expect(readFileSync(join(path, 'installed'), 'utf8')).toBe(environment['DATABASE_URL']);
  expect(readFileSync(join(path, 'built-with'), 'utf8')).toMatch(/fanout_t_/);
  expect(await ours()).toHaveLength(1);
  valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null }));
});

test('a workspace whose database cannot be had is refused: neither the source nor another one takes its place', async () => {
  const { sample, infra, databases } = samplePlace({ DATABASE_URL: 'postgres://ada@127.0.0.1:1/shop' });
  const wanted = wantedWorkspace(infra, { ...sample, config: { databases, setup: 'touch ran', proof: 'warn' } });
  const refused = await createWorkspace(infra, wanted);
  expect(refused).toMatchObject({ ok: false, failure: { reason: 'database-failed', database: 'app' } });
  expect(existsSync(join(wanted.path, 'ran'))).toBe(false);
  valueOf(await removeWorkspace(infra, { repository: sample.repository, path: wanted.path, rescueRef: null }));
});

test('what a removal could not drop is told of by the next clean and dropped by the one after', async () => {
  const { sample, infra, databases } = samplePlace();
  const { path } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, config: { databases } })));
  const update = infra.store.db.prepare("UPDATE database_branch SET url = replace(url, ?, ?) WHERE name = 'app'");
  const { port } = new URL(server.url('shop'));
  update.run(`:${port}/`, ':1/');
  valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null }));
  expect(existsSync(path)).toBe(false);
  const told = await cleanRuns(infra, { repository: sample.repository });
  expect(told).toMatchObject({ ok: false, failure: { reason: 'database-failed', step: 'dropped' } });
  update.run(':1/', `:${port}/`);
  expect(valueOf(await cleanRuns(infra, { repository: sample.repository })).databases).toHaveLength(1);
  expect(await ours()).toEqual([]);
});

test('fanout that is started inside a workspace branches from the source and not from that workspace’s branch', async () => {
  const { sample, infra, databases } = samplePlace();
  const first = valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, config: { databases } })));
  await server.query(new URL(first.environment['DATABASE_URL'] ?? '').pathname.slice(1), `INSERT INTO book VALUES ('only here')`);
  const inside = { ...infra, environment: { ...infra.environment, ...first.environment } };
  const second = valueOf(
    await createWorkspace(inside, wantedWorkspace(infra, { ...sample, task: 'two', config: { databases } })),
  );
  const books = await server.query(new URL(second.environment['DATABASE_URL'] ?? '').pathname.slice(1), 'SELECT * FROM book');
  expect(books).toEqual([]);
  for (const { path } of [first, second])
    valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null }));
});
