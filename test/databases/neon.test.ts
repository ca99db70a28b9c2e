import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { branchDatabase } from '../../mcp-server/domain/workspaces/databases/branch-database.ts';
import { dropDatabases } from '../../mcp-server/domain/workspaces/databases/drop-databases.ts';
import { listDatabases } from '../../mcp-server/domain/workspaces/databases/list-databases.ts';
import { sweepDatabases } from '../../mcp-server/domain/workspaces/databases/sweep-databases.ts';
import { withPostgres } from '../../mcp-server/infra/postgres/connect.ts';
import { neonKey, serveNeon } from '../support/neon.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { valueOf } from '../support/value-of.ts';
import { makePlace } from './wish.ts';

let postgres: TestPostgres;
let count = 0;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});

async function sampleProject({ key = neonKey }: { key?: string } = {}) {
  const root = `root_${(count += 1)}`;
  await postgres.query('postgres', `CREATE DATABASE ${root}`);
  await postgres.query(root, 'CREATE TABLE book (title text)', `INSERT INTO book VALUES ('one')`);
  const neon = await serveNeon({ postgres, root });
  onTestFinished(neon.close);
  const place = makePlace({ environment: { NEON_API_KEY: key } });
  // Waits of the protocol are as short as they can be; how long they would have been is what a test looks at.
  const waits: number[] = [];
  const clock = { ...place.infra.clock, sleep: async (ms: number) => void waits.push(ms) };
  const settings = (more: object = {}) => ({
    kind: 'neon',
    project: 'p1',
    database: 'app',
    role: 'ada',
    api: neon.url,
    ...more,
  });
  return { ...place, infra: { ...place.infra, clock }, root, neon, waits, settings };
}

const countBooks = (url: string) => withPostgres(url, async (one) => (await one.query('SELECT title FROM book')).length);

test('a branch is made with an expiry and a compute, says whose it is, and leaves its parent alone', async () => {
  const { infra, wish, neon, settings, root } = await sampleProject();
  const at = Date.now();
  const branch = valueOf(await branchDatabase(infra, wish(settings({ parent: 'main', expiresHours: 2 }))));
  const [made, ...more] = neon.branches();
  expect(more).toEqual([]);
  expect(made?.name).toBe(branch.id);
  expect(Math.abs(Date.parse(made?.expiresAt ?? '') - at - 2 * 3600_000)).toBeLessThan(60_000);
  await withPostgres(branch.url, (one) => one.query('DELETE FROM book'));
  expect(await countBooks(postgres.url(root))).toBe(1);
  expect(neon.asked).toContain('GET /operations/op-br-test-1');
  valueOf(await dropDatabases(infra, branch));
  expect(neon.branches()).toEqual([]);
  expect(listDatabases(infra)).toEqual([]);
});

test('a branch in use is kept from expiring, and one that Neon removed is made again', async () => {
  const { infra, wish, neon, settings } = await sampleProject();
  const wanted = wish(settings());
  valueOf(await branchDatabase(infra, wanted));
  const first = neon.branches()[0]?.expiresAt ?? '';
  const later = { ...infra, clock: { ...infra.clock, now: () => Date.now() + 20 * 3600_000 } };
  valueOf(await branchDatabase(later, wanted));
  expect(Date.parse(neon.branches()[0]?.expiresAt ?? '')).toBeGreaterThan(Date.parse(first));
  await fetch(`${neon.url}/projects/p1/branches/br-test-1`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${neonKey}` },
  });
  valueOf(await branchDatabase(infra, wish(settings())));
  expect(neon.branches()).toHaveLength(1);
});

test('locks, rate limits and outages are waited for as long as they ask', async () => {
  const { infra, wish, neon, settings, waits } = await sampleProject();
  const path = /^\/branches$/;
  neon.faults.push(
    { method: 'POST', path, answer: { status: 423, message: 'locked' } },
    { method: 'POST', path, answer: { status: 429, headers: { 'retry-after': '7' } } },
    { method: 'POST', path, answer: { status: 503 } },
    { method: 'GET', path: /connection_uri/, answer: { status: 500 } },
  );
  valueOf(await branchDatabase(infra, wish(settings())));
  expect(neon.branches()).toHaveLength(1);
  expect(waits).toContain(7000);
});

test('a creation whose answer was lost is found again instead of being made twice', async () => {
  const { infra, wish, neon, settings } = await sampleProject();
  neon.faults.push({ method: 'POST', path: /^\/branches$/, breaks: true });
  const { url } = valueOf(await branchDatabase(infra, wish(settings())));
  expect(neon.branches()).toHaveLength(1);
  expect(await countBooks(url)).toBe(1);
});

test('a deletion whose answer was lost, and one of a branch that is gone, are deletions', async () => {
  const { infra, wish, neon, settings } = await sampleProject();
  const branch = valueOf(await branchDatabase(infra, wish(settings())));
  neon.faults.push({ method: 'DELETE', path: /^\/branches/, breaks: true });
  valueOf(await dropDatabases(infra, branch));
  expect(neon.branches()).toEqual([]);
});

test('a limit, a wrong key, an expiring parent and a lost network are failures that say what next, and leave nothing', async () => {
  const { infra, wish, neon, settings } = await sampleProject();
  const post = { method: 'POST', path: /^\/branches$/ };
  neon.faults.push({ ...post, answer: { status: 422, code: 'BRANCHES_LIMIT_EXCEEDED', message: 'branches limit exceeded' } });
  const limited = await branchDatabase(infra, wish(settings()));
  expect(limited).toMatchObject({
    ok: false,
    failure: { reason: 'database-failed', next: expect.stringContaining('fanout clean') },
  });
  const stranger = { ...infra, environment: { ...infra.environment, NEON_API_KEY: 'napi_wrong' } };
  const refused = await branchDatabase(stranger, wish(settings()));
  expect(refused).toMatchObject({ ok: false, failure: { next: expect.stringContaining('NEON_API_KEY') } });
  expect(JSON.stringify(refused)).not.toContain('napi_wrong');
  const away = await branchDatabase(infra, wish(settings({ api: 'http://127.0.0.1:1/api/v2' })));
  expect(away).toMatchObject({ ok: false, failure: { detail: expect.stringContaining('does not answer') } });
  const missing = await branchDatabase(infra, wish(settings({ parent: 'develop' })));
  expect(missing).toMatchObject({ ok: false, failure: { detail: 'the project has no branch develop' } });
  const parent = valueOf(await branchDatabase(infra, wish(settings(), { task: 'parent' })));
  const child = await branchDatabase(infra, wish(settings({ parent: parent.id })));
  expect(child).toMatchObject({ ok: false, failure: { detail: expect.stringContaining('can have no children') } });
  expect(listDatabases(infra)).toHaveLength(1);
  expect(neon.branches()).toHaveLength(1);
});

test('a sweep reads every page, deletes what the store no longer knows, and nothing of anybody else', async () => {
  const { sample, infra, wish, neon, settings } = await sampleProject();
  const branches: string[] = [];
  for (const nth of [1, 2, 3, 4, 5])
    branches.push(valueOf(await branchDatabase(infra, wish(settings(), { task: `t${nth}` }))).id);
  const theirs = makePlace({ environment: { NEON_API_KEY: neonKey } });
  const other = valueOf(await branchDatabase(theirs.infra, theirs.wish(settings())));
  for (const id of branches.slice(0, 4)) infra.store.db.prepare('DELETE FROM database_branch WHERE id = ?').run(id);
  const ask = { databases: { app: wish(settings()).settings }, folder: sample.path };
  expect((await sweepDatabases(infra, { ...ask, dryRun: true })).dropped.toSorted()).toEqual(branches.slice(0, 4).toSorted());
  expect((await sweepDatabases(infra, { ...ask, dryRun: false })).failures).toEqual([]);
  expect(
    neon
      .branches()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual([branches[4] ?? '', other.id].toSorted());
});
