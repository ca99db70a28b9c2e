import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readStryker } from '../../mcp-server/domain/verification/mutants/read-stryker.ts';
import { readChangedLines } from '../../mcp-server/domain/verification/mutants/changed-lines.ts';
import { tryMutants } from '../../mcp-server/domain/verification/try-mutants.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import { mutationSchema } from '../../mcp-server/kernel/config-mutation.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { fetchPackage } from '../support/fetched.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

let modules: string | null = null;
beforeAll(async () => {
  modules = await fetchPackage({ name: 'stryker-10.1.1', spec: '@stryker-mutator/core@10.1.1' });
}, 300_000);

const tests = "import test from 'node:test';\nimport assert from 'node:assert';\nimport * as it from '../src/sum.mjs';\n";

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({
    files: {
      'package.json': '{ "name": "sample", "private": true, "type": "module", "scripts": { "test": "node --test" } }\n',
      '.gitignore': 'node_modules\n',
      'src/sum.mjs': 'export const sum = (a, b) => a + b;\n',
      'test/sum.test.mjs': `${tests}test('adds', () => assert.equal(it.sum(1, 2), 3));\n`,
    },
  });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const mutation = mutationSchema.parse({ tool: 'stryker' });

const attempt = (commit: Commit, setup: string | false) =>
  tryMutants(infra, {
    repository: sample.repository,
    base: sample.base,
    commit,
    path: join(sample.folder, 'mutants'),
    config: { ...defaultConfig, setup },
    mutation,
    outputPath: join(sample.folder, 'setup.log'),
    logPath: join(sample.folder, 'mutants.log'),
  });

test(
  'breaks of changed lines that no test notices are found, and only those of changed lines',
  { timeout: 120_000 },
  async ({ skip }) => {
    if (modules === null) return skip('there is no StrykerJS here, and it could not be fetched');
    const commit = sample.commit({
      'src/sum.mjs': 'export const sum = (a, b) => a + b;\nexport const isBig = (n) => n > 10;\n',
      'test/sum.test.mjs': `${tests}test('adds', () => assert.equal(it.sum(1, 2), 3));\ntest('is big', () => assert.ok(it.isBig(100)));\n`,
      // A report that somebody committed is not believed.
      'reports/mutation/mutation.json': '{ "files": {} }\n',
    });
    const report = valueOf(await attempt(commit, `ln -s ${modules} node_modules`));
    expect(report).toMatchObject({ commit, problem: null });
    expect(report.mutants).toBeGreaterThan(3);
    expect(report.survivors).toContainEqual({ file: 'src/sum.mjs', line: 2, mutation: 'n >= 10' });
    expect(new Set(report.survivors.map(({ line }) => line))).toEqual(new Set([2]));
  },
);

test('where the tool is missing the report says so, and where no code changed nothing is tried', async () => {
  const code = sample.commit({ 'src/sum.mjs': 'export const sum = (a, b) => b + a;\n' });
  expect(valueOf(await attempt(code, false))).toMatchObject({
    mutants: 0,
    problem: expect.stringContaining('@stryker-mutator/core'),
  });
  sample.git(['checkout', '--quiet', '--detach', sample.base]);
  const words = sample.commit({ 'README.md': '# sample\n', 'test/more.test.mjs': tests });
  expect(valueOf(await attempt(words, false))).toEqual({ commit: words, mutants: 0, survivors: [], problem: null });
});

test('changed lines are those of the new side, also where a line looks like a header', async () => {
  const commit = sample.commit({
    'src/sum.mjs': 'first\n++ b/src/other.mjs\nexport const sum = 1;\n',
    'src/new.mjs': 'one\ntwo',
  });
  const lines = valueOf(await readChangedLines({ repository: sample.repository, base: sample.base, commit }));
  expect(lines).toEqual([
    { file: 'src/new.mjs', from: 1, to: 2 },
    { file: 'src/sum.mjs', from: 1, to: 3 },
  ]);
});

test('a report that is none is none', () => {
  expect([readStryker(''), readStryker('{}'), readStryker('{"files": []}')]).toEqual([null, null, null]);
});
