import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { branchDatabase } from '../../mcp-server/domain/workspaces/databases/branch-database.ts';
import { dropDatabases } from '../../mcp-server/domain/workspaces/databases/drop-databases.ts';
import { listDatabases } from '../../mcp-server/domain/workspaces/databases/list-databases.ts';
import { valueOf } from '../support/value-of.ts';
import { makePlace } from './wish.ts';

// A database is a folder here, and its URL the path of it: what matters is how the commands are called.
const settings = {
  kind: 'command',
  source: '${SOURCE_URL}',
  create: 'mkdir "$ENGINE/$FANOUT_DATABASE" && printf %s "$FANOUT_SOURCE_URL" > "$ENGINE/$FANOUT_DATABASE/from"',
  url: 'echo "dir://$ENGINE/$FANOUT_DATABASE"',
  drop: 'rm -rf "$ENGINE/$FANOUT_DATABASE"',
};
const hostile = `mysql://ada:$(touch canary)\`touch canary\`'"; touch canary; #@localhost/app`;

function sampleEngine() {
  const place = makePlace({ environment: { SOURCE_URL: hostile, SECRET: 'hidden' } });
  const engine = join(place.sample.folder, 'engine');
  mkdirSync(engine);
  const wish = (more: object = {}, options: { task?: string } = {}) => ({
    ...place.wish({ ...settings, ...more }, options),
    environment: { ENGINE: engine },
  });
  return { ...place, wish, engine };
}

test('values reach the commands by their environment, so that nothing in them is run', async () => {
  const { infra, wish, engine, sample } = sampleEngine();
  const branch = valueOf(await branchDatabase(infra, wish()));
  expect(readFileSync(join(engine, branch.id, 'from'), 'utf8')).toBe(hostile);
  expect(branch.url).toBe(`dir://${engine}/${branch.id}`);
  for (const folder of [sample.path, wish().owner, engine]) expect(existsSync(join(folder, 'canary'))).toBe(false);
  expect(readFileSync(wish().outputPath, 'utf8')).not.toContain(branch.url);
});

test('commands see of our own environment only what they were promised', async () => {
  const { infra, wish, engine } = sampleEngine();
  const create = 'mkdir "$ENGINE/$FANOUT_DATABASE" && env > "$ENGINE/env"';
  valueOf(await branchDatabase(infra, wish({ create })));
  expect(readFileSync(join(engine, 'env'), 'utf8')).not.toContain('hidden');
  valueOf(await branchDatabase(infra, { ...wish({ create }, { task: 'two' }), passEnvironment: ['SECRET'] }));
  expect(readFileSync(join(engine, 'env'), 'utf8')).toContain('SECRET=hidden');
});

test.each([
  ['the source', 'printf %s "$FANOUT_SOURCE_URL"', 'URL of the source'],
  ['nothing', 'true', 'did not print one line'],
  ['two lines', 'echo one; echo two', 'did not print one line'],
])('a `url` that prints %s is refused, and what was created is dropped', async (_, url, detail) => {
  const { infra, wish, engine } = sampleEngine();
  const refused = await branchDatabase(infra, wish({ url }));
  expect(refused).toMatchObject({ ok: false, failure: { reason: 'database-failed', detail: expect.stringContaining(detail) } });
  // `drop` runs without the workspace's environment here as it may be gone by then.
  expect(listDatabases(infra)).toEqual([]);
  expect(readdirSync(engine)).toEqual([]);
});

test('the URL of another workspace’s branch is refused', async () => {
  const { infra, wish } = sampleEngine();
  const url = 'echo dir://shared';
  valueOf(await branchDatabase(infra, wish({ url })));
  const refused = await branchDatabase(infra, wish({ url }, { task: 'two' }));
  expect(refused).toMatchObject({ ok: false, failure: { detail: expect.stringContaining('that of the branch of') } });
});

test('where no source is named, the URL that the person’s own variable holds is refused too', async () => {
  const { infra, wish, sample } = sampleEngine();
  writeFileSync(join(sample.path, '.env'), 'DATABASE_URL=dir://everybody\n');
  const refused = await branchDatabase(infra, wish({ source: undefined, url: 'echo dir://everybody' }));
  expect(refused).toMatchObject({ ok: false, failure: { detail: expect.stringContaining('URL of the source') } });
});

test('a command that fails is told of with what it said, and dropping tries again', async () => {
  const { infra, wish, engine } = sampleEngine();
  const drop = `test ! -e "${engine}/locked" && rm -rf "${engine}/$FANOUT_DATABASE"`;
  const create = 'echo "no such host" >&2; exit 9';
  expect(await branchDatabase(infra, wish({ create, drop }))).toMatchObject({
    ok: false,
    failure: { reason: 'database-failed', step: 'made', detail: '`create` ended with 9: no such host' },
  });
  const { owner } = valueOf(await branchDatabase(infra, wish({ drop })));
  writeFileSync(join(engine, 'locked'), '');
  expect(await dropDatabases(infra, { owner })).toMatchObject({ ok: false, failure: { step: 'dropped' } });
  expect(listDatabases(infra)).toMatchObject([{ stage: 'dropping' }]);
  valueOf(await dropDatabases(infra, { owner, forget: true }));
  expect(listDatabases(infra)).toEqual([]);
});
