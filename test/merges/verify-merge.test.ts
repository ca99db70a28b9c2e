import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { buildMerge, type Merge } from '../../mcp-server/domain/merges/build-merge.ts';
import { verifyMerges } from '../../mcp-server/domain/merges/verify-merge.ts';
import { withMerging } from '../../mcp-server/infra/git/merge-tree.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

// base → landed (target)
//      ↘ reviewed
let sample: TestRepository;
let landed: Commit;
let reviewed: Commit;
let merge: Merge;

beforeEach(async () => {
  sample = makeRepository({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
  landed = sample.commit({ 'a.txt': 'landed\n', 'new.txt': 'landed\n' });
  sample.git(['checkout', '--quiet', '-b', 'task', sample.base]);
  reviewed = sample.commit({ 'b.txt': 'reviewed\n' });
  const infra = makeInfra();
  onTestFinished(() => infra.dispose());
  const place = { checkoutPath: join(sample.folder, 'merge'), outputDirectory: join(sample.folder, 'output') };
  const wanted = { repository: sample.repository, config: defaultConfig, onto: landed, reviewed, message: 'merge', ...place };
  const built = await withMerging(sample.repository, (merging) => buildMerge(infra, { ...wanted, merging }));
  if (!built.ok) throw new Error(built.failure.reason);
  merge = built.value;
});
afterEach(() => sample.dispose());

const verify = (differs: Partial<Merge>) =>
  verifyMerges({ repository: sample.repository, merges: [{ merge: { ...merge, ...differs }, reviewed }] });

const commitOf = (tree: string, ...parents: string[]): Commit =>
  sample.git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', 'x']) as Commit;

test('a merge as git makes it is sound', async () => {
  expect(await verify({})).toEqual({ ok: true, value: [[]] });
});

test('a tree other than the tested one is not', async () => {
  const other = sample.git(['rev-parse', `${landed}^{tree}`]);
  expect(await verify({ commit: commitOf(other, landed, reviewed) })).toEqual({ ok: true, value: [['.']] });
});

test.each([
  ['without the old tip', () => [reviewed]],
  ['in the wrong order', () => [reviewed, landed]],
  ['on an older tip', () => [sample.base, reviewed]],
  ['as a squash', () => [landed]],
])('parents %s are not', async (_, parents) => {
  expect(await verify({ commit: commitOf(merge.tree, ...parents()) })).toEqual({ ok: true, value: [['.']] });
});

test('a merge that takes back what landed is not, and its files are named', async () => {
  const tree = sample.git(['rev-parse', `${reviewed}^{tree}`]);
  expect(await verify({ tree, commit: commitOf(tree, landed, reviewed) })).toEqual({ ok: true, value: [['a.txt', 'new.txt']] });
});
