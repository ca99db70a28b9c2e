import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGates } from '../../mcp-server/domain/verification/read-gates.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

let sample: TestRepository;

beforeEach(() => {
  sample = makeRepository({
    files: { 'package.json': '{"scripts":{"test":"node --test"}}', 'package-lock.json': '{}', 'a file': '', 'src/x.js': '' },
  });
});
afterEach(() => sample.dispose());

const read = (checks: string[] | undefined, own: string[] = []) =>
  readGates({
    repository: sample.repository,
    base: sample.base,
    config: checks ? { checks } : {},
    task: { checks: own },
  });

test('gates are those of the configuration and of the task, each once', async () => {
  expect(await read(['make test'], ['npm run e2e', 'make test'])).toEqual(['make test', 'npm run e2e']);
});

test('without any in the configuration they are detected in the base, whatever the branch says', async () => {
  sample.commit({ 'package.json': '{"scripts":{"ship":"true"}}', Makefile: 'test:\n\ttrue\n' });
  expect(await read(undefined, ['true'])).toEqual(['npm test', 'true']);
});

test('an empty list in the configuration means none', async () => {
  expect(await read([])).toEqual([]);
});
