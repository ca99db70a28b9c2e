import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { measureFloor } from '../../mcp-server/domain/verification/measure-floor.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

test('a floor is that of the very commit and of all its checks, whatever was counted before', async () => {
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const sample = makeRepository({ files: { 'counts.txt': 'test result: ok. 2 passed;\n' } });
  onTestFinished(sample.dispose);
  const { folder, repository, base } = sample;
  const measure = async (commit: Commit, gates: string[]) =>
    valueOf(
      await measureFloor(infra, {
        repository,
        commit,
        gates,
        path: join(folder, 'floor'),
        config: { ...defaultConfig, setup: false, checks: gates },
        outputDirectory: join(folder, 'output'),
      }),
    );
  const counts = 'cat counts.txt';
  expect(await measure(base, ['true'])).toEqual({});
  expect(await measure(base, ['true', counts])).toMatchObject({ [counts]: { passed: 2 } });
  const later = sample.commit({ 'counts.txt': 'test result: ok. 9 passed;\n' });
  expect(await measure(later, [counts])).toMatchObject({ [counts]: { passed: 9 } });
  const lesson = sample.commit({ 'counts.txt': 'nothing\n' }, 'docs: a lesson\n\nFanout-Lesson: 0123456789abcdef');
  // Counted on its parent, so nothing runs here.
  expect(await measure(lesson, [counts])).toMatchObject({ [counts]: { passed: 9 } });
});
