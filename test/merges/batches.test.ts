import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mergeTask } from '../../mcp-server/domain/merges/merge-task.ts';
import type { MergeWanted } from '../../mcp-server/domain/merges/wanted.ts';
import { configSchema } from '../../mcp-server/kernel/config.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

const run = 'k3m9x2ab' as RunId;
const target = `refs/heads/fanout/${run}/merged`;

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
let counted: string;

beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({
    files: { 'a.txt': 'a\n', 'list.lock': 'one\n', 'list.txt': 'one\n', 'db/0001_first.sql': 'select 1;\n' },
  });
  sample.git(['update-ref', target, sample.base]);
  counted = join(sample.folder, 'gate-runs');
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const merge = (task: string, commit: Commit, { merges = {}, ...more }: Partial<MergeWanted> & { merges?: object } = {}) =>
  mergeTask(infra, {
    repository: sample.repository,
    run,
    task: task as TaskKey,
    title: `Task ${task}`,
    commit,
    target,
    gates: [`echo run >> ${counted}; ! test -e bad.txt && ! { test -e x.txt && test -e y.txt; }`],
    config: configSchema.parse({ setup: false, merges }),
    checkoutPath: join(sample.folder, `merge-${task}`),
    outputDirectory: join(sample.folder, `output-${task}`),
    ...more,
  });

function branch(files: Record<string, string>): Commit {
  sample.git(['checkout', '--quiet', '--detach', sample.base]);
  return sample.commit(files);
}

const gateRuns = (): number => readFileSync(counted, 'utf8').trim().split('\n').length;
const names = () => sample.git(['ls-tree', '-r', '--name-only', target]).split('\n');
const firstParents = () =>
  sample.git([
    'log',
    '--first-parent',
    '--reverse',
    '--format=%(trailers:key=Fanout-Task,valueonly,separator=)',
    `${sample.base}..${target}`,
  ]);

test('merges that wait together are tested once and land together, in the order in which they came', async () => {
  const first = merge('zero', branch({ 'zero.txt': 'z\n' }));
  const rest = ['one', 'two', 'three', 'four'].map((task) => merge(task, branch({ [`${task}.txt`]: task })));
  const answers = await Promise.all([first, ...rest]);
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
  expect(firstParents().split('\n')).toEqual(['zero', 'one', 'two', 'three', 'four']);
  expect(gateRuns()).toBe(1);
  expect(sample.git(['for-each-ref', 'refs/fanout'])).toBe('');
  expect(sample.git(['worktree', 'list']).split('\n')).toHaveLength(1);
});

test('of a red batch the one at fault is found, with its own output, and the rest lands', async () => {
  const answers = await Promise.all([
    merge('zero', branch({ 'zero.txt': 'z\n' })),
    merge('one', branch({ 'one.txt': '1\n' })),
    merge('bad', branch({ 'bad.txt': 'bad\n' })),
    merge('two', branch({ 'two.txt': '2\n' })),
  ]);
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, false, true]);
  const [, , bad] = answers;
  if (!bad || bad.ok || bad.failure.reason !== 'checks-failed') throw new Error('bad landed');
  expect(bad.failure.outputPath).toContain('output-bad/');
  expect(names()).toEqual(expect.arrayContaining(['one.txt', 'two.txt', 'zero.txt']));
  expect(names()).not.toContain('bad.txt');
});

test('of two that are green alone and red together, the first lands and the second goes back', async () => {
  const [, x, y] = await Promise.all([
    merge('zero', branch({ 'zero.txt': 'z\n' })),
    merge('x', branch({ 'x.txt': 'x\n' })),
    merge('y', branch({ 'y.txt': 'y\n' })),
  ]);
  expect(x?.ok).toBe(true);
  expect(y).toMatchObject({ ok: false, failure: { reason: 'checks-failed', task: 'y' } });
  expect(names()).not.toContain('y.txt');
});

test('what conflicts within a batch is told after the other has landed, against what landed', async () => {
  const [, one, two, three] = await Promise.all([
    merge('zero', branch({ 'zero.txt': 'z\n' })),
    merge('one', branch({ 'a.txt': 'one\n' })),
    merge('two', branch({ 'a.txt': 'two\n' })),
    merge('three', branch({ 'three.txt': '3\n' })),
  ]);
  expect([one?.ok, three?.ok]).toEqual([true, true]);
  expect(two).toMatchObject({
    ok: false,
    failure: { reason: 'merge-conflict', ours: sample.git(['rev-parse', target]), files: ['a.txt'] },
  });
});

test('a generated file that conflicts is written anew by its command from the merged sources', async () => {
  const merges = { regenerate: [{ paths: ['*.lock'], command: 'cat list-*.txt list.txt > list.lock' }] };
  const one = branch({ 'list-a.txt': 'a\n', 'list.lock': 'a\none\n' });
  const two = branch({ 'list-b.txt': 'b\n', 'list.lock': 'b\none\n' });
  expect((await merge('one', one, { merges })).ok).toBe(true);
  expect(await merge('two', two, { merges })).toMatchObject({ ok: true, value: { redone: true } });
  expect(sample.git(['show', `${target}:list.lock`])).toBe('a\nb\none');
  expect(sample.git(['worktree', 'list']).split('\n')).toHaveLength(1);
});

test('a lockfile below the top is written anew in its own folder, by its package manager', async () => {
  const locking = (name: string) =>
    branch({
      'web/package.json': '{ "name": "web", "private": true, "workspaces": ["packages/*"] }\n',
      [`web/packages/${name}/package.json`]: `{ "name": "${name}", "version": "1.0.0" }\n`,
      'web/package-lock.json': `{ "name": "web", "lockfileVersion": 3, "packages": { "packages/${name}": {} } }\n`,
    });
  const [one, two] = [locking('pen'), locking('ink')];
  expect((await merge('one', one)).ok).toBe(true);
  expect(await merge('two', two)).toMatchObject({ ok: true, value: { redone: true } });
  const lock = JSON.parse(sample.git(['show', `${target}:web/package-lock.json`])) as { packages: object };
  expect(Object.keys(lock.packages)).toEqual(expect.arrayContaining(['packages/ink', 'packages/pen']));
  expect(names()).not.toContain('package-lock.json');
});

test('a generated file whose command fails stays a conflict', async () => {
  const merges = { regenerate: [{ paths: ['*.lock'], command: 'false' }] };
  await merge('one', branch({ 'list.lock': 'a\n' }), { merges });
  expect(await merge('two', branch({ 'list.lock': 'b\n' }), { merges })).toMatchObject({
    ok: false,
    failure: { reason: 'merge-conflict', files: ['list.lock'] },
  });
});

test('a generated file keeps its bytes and its mode', async () => {
  const command = "printf '\\377\\000\\200' > list.lock; chmod +x list.lock";
  const merges = { regenerate: [{ paths: ['*.lock'], command }] };
  await merge('one', branch({ 'list.lock': 'a\n' }), { merges });
  expect((await merge('two', branch({ 'list.lock': 'b\n' }), { merges })).ok).toBe(true);
  const object = createHash('sha1')
    .update('blob 3\0')
    .update(Buffer.of(0xff, 0, 0x80))
    .digest('hex');
  expect(sample.git(['ls-tree', target, 'list.lock'])).toBe(`100755 blob ${object}\tlist.lock`);
});

test('a generated file that its command removes stays a conflict', async () => {
  const merges = { regenerate: [{ paths: ['*.lock'], command: 'rm list.lock' }] };
  await merge('one', branch({ 'list.lock': 'a\n' }), { merges });
  expect(await merge('two', branch({ 'list.lock': 'b\n' }), { merges })).toMatchObject({
    ok: false,
    failure: { reason: 'merge-conflict', files: ['list.lock'] },
  });
});

test('of two migrations with the same number the later one gets the next, and its followers move with it', async () => {
  const merges = { migrations: ['db/*.sql'] };
  const one = branch({ 'db/0002_users.sql': 'users\n' });
  const two = branch({ 'db/0002_orders.sql': 'orders\n', 'db/0003_lines.sql': 'lines\n' });
  expect((await merge('one', one, { merges })).ok).toBe(true);
  expect(await merge('two', two, { merges })).toMatchObject({ ok: true, value: { redone: true } });
  expect(names().filter((name) => name.startsWith('db/'))).toEqual([
    'db/0001_first.sql',
    'db/0002_users.sql',
    'db/0003_orders.sql',
    'db/0004_lines.sql',
  ]);
});

test('no migration is lost where the new name of one is the old name of the next', async () => {
  const merges = { migrations: ['db/*.sql'] };
  const two = branch({ 'db/0002_data.sql': 'second\n', 'db/0003_data.sql': 'third\n' });
  await merge('one', branch({ 'db/0002_users.sql': 'users\n' }), { merges });
  expect((await merge('two', two, { merges })).ok).toBe(true);
  expect(names().filter((name) => name.startsWith('db/'))).toEqual([
    'db/0001_first.sql',
    'db/0002_users.sql',
    'db/0003_data.sql',
    'db/0004_data.sql',
  ]);
  expect(sample.git(['show', `${target}:db/0003_data.sql`])).toBe('second');
});

test('a migration that another file names is left to its builder', async () => {
  const merges = { migrations: ['db/*.sql'] };
  await merge('one', branch({ 'db/0002_users.sql': 'users\n' }), { merges });
  const two = branch({ 'db/0002_orders.sql': 'orders\n', 'db.txt': 'run 0002_orders first\n' });
  expect(await merge('two', two, { merges })).toMatchObject({
    ok: false,
    failure: { reason: 'merge-conflict', files: ['db/0002_orders.sql'] },
  });
});
