import { afterAll, beforeAll, expect, test } from 'vitest';
import { inspectChange } from '../../mcp-server/domain/verification/guard/inspect-change.ts';
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
