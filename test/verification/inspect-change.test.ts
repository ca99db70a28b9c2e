import { afterAll, beforeAll, expect, test } from 'vitest';
import { inspectChange } from '../../mcp-server/domain/verification/guard/inspect-change.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { commitChange } from '../torture/gates/commit-change.ts';
import { sampleFiles, sampleGates } from '../torture/gates/sample.ts';

let sample: TestRepository;
beforeAll(() => {
  sample = makeRepository({ files: sampleFiles });
});
afterAll(() => sample.dispose());

const inspect = async (files: Record<string, string | null>, config: { protect?: string[]; allow?: string[] } = {}) =>
  valueOf(
    await inspectChange({
      repository: sample.repository,
      base: sample.base,
      commit: commitChange(sample, { name: 'change', files }),
      gates: sampleGates,
      config: { protect: [], allow: [], ...config },
    }),
  );

test('what the configuration allows is not objected to, and nothing else is let through with it', async () => {
  const files = { '.github/workflows/ci.yml': 'jobs: {}\n', '.npmrc': 'a=b\n' };
  expect((await inspect(files, { allow: ['.github/**'] })).map(({ path }) => path)).toEqual(['.npmrc']);
});

test('what the configuration protects is objected to', async () => {
  expect(await inspect({ 'src/price.js': 'export const total = 0;\n' }, { protect: ['src/price.*'] })).toMatchObject([
    { kind: 'protected', path: 'src/price.js' },
  ]);
});

test('an objection names the tests that are gone', async () => {
  const [objection] = await inspect({ 'tests/test_stock.py': 'def test_empty():\n    assert count([]) == 0\n' });
  expect(objection).toMatchObject({ kind: 'test-removed', path: 'tests/test_stock.py' });
  expect(objection?.what).toContain('"test_counts"');
});

const one = 'first\nsecond\nthird\nfourth\nfifth\n';
const landedText = one.replace('second', 'second, as it landed').replace('fifth', 'fifth, as it landed');
const ownText = one.replace('second', 'second, by the branch');
const merged = landedText.replace('second, as it landed', 'second, as it landed and by the branch');
const gone = { 'b.txt': null, 'image.bin': 'new\0', 'new.txt': 'new\n' };

test.each<[string, Record<string, string | null>, string[]]>([
  ['the branch’s own file in a conflict', { ...gone, 'a.txt': ownText }, ['a.txt']],
  ['the branch’s own line in one place of two', { ...gone, 'a.txt': merged.replace('fifth, as it landed', 'fifth') }, ['a.txt']],
  ['nothing of what landed', { 'a.txt': ownText }, ['a.txt', 'b.txt', 'image.bin', 'new.txt']],
  ['both sides', { ...gone, 'a.txt': merged }, []],
  [
    'both sides, and edits what landed',
    { ...gone, 'a.txt': merged.replace('fifth, as', 'another, as'), 'new.txt': 'newer\n' },
    [],
  ],
])('a merge of what landed that keeps %s', async (_, files, undone) => {
  const repository = makeRepository({ files: { 'a.txt': one, 'b.txt': 'b\n', 'image.bin': 'old\0' } });
  try {
    const landed = commitChange(repository, { name: 'landed', files: { ...gone, 'a.txt': landedText } });
    const own = commitChange(repository, { name: 'own', files: { 'a.txt': ownText } });
    const resolved = commitChange(repository, { name: 'resolved', files });
    const commit = repository.git(['commit-tree', `${resolved}^{tree}`, '-p', own, '-p', landed, '-m', 'Merge']) as Commit;
    const change = { repository: repository.repository, base: landed, commit, gates: [], config: { protect: [], allow: [] } };
    const found = valueOf(await inspectChange(change)).filter(({ kind }) => kind === 'landing-undone');
    expect(found.map(({ path }) => path)).toEqual(undone);
  } finally {
    repository.dispose();
  }
});
