import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkspace } from '../../mcp-server/domain/coordination/by-hand/open-worktree.ts';
import { mergeByHand } from '../../mcp-server/domain/coordination/by-hand/merge-by-hand.ts';
import { deliverRun } from '../../mcp-server/domain/coordination/deliver-run.ts';
import { mergeRun } from '../../mcp-server/domain/coordination/merge-run.ts';
import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import { newRunId } from '../../mcp-server/kernel/id.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { makeGraph } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';

const honest = "import test from 'node:test';\nimport assert from 'node:assert';\ntest('adds', () => assert.equal(1 + 1, 2));\n";

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({
    files: { 'package.json': '{ "name": "sample", "scripts": { "test": "node --test" } }\n', 'test/sum.test.js': honest },
  });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const signal = new AbortController().signal;

test('a merge by hand of a commit that weakens its checks is refused, and other checks do not take their place', async () => {
  const made = valueOf(await openWorkspace(infra, { from: sample.path, name: 'sum' as TaskKey, setup: false, signal }));
  const { path } = made.workspace;
  const commit = (files: Record<string, string>) => {
    for (const [file, content] of Object.entries(files))
      sample.git(['update-index', '--add', '--cacheinfo', `100644,${hash(content)},${file}`], { cwd: path });
    sample.git(['commit', '--quiet', '--message', 'change'], { cwd: path });
    sample.git(['checkout', '--quiet', '--', '.'], { cwd: path });
  };
  const merge = (checks?: string[]) => mergeByHand(infra, { path, title: 'Add', checks, signal });
  commit({ 'test/sum.test.js': honest.replace('test(', 'test.skip(') });
  expect(await merge(['true'])).toMatchObject({
    ok: false,
    failure: { reason: 'gates-weakened', task: 'sum', objections: [expect.stringContaining('test/sum.test.js')] },
  });
  commit({ 'test/sum.test.js': honest, 'test/red.test.js': "throw new Error('red');\n" });
  expect(await merge(['true'])).toMatchObject({ ok: false, failure: { reason: 'checks-failed' } });
  commit({ 'test/red.test.js': "import test from 'node:test';\ntest('is green', () => {});\n" });
  expect(valueOf(await merge()).onto).toBe(sample.base);
});

test('a check that a lesson became is a gate by hand too', async () => {
  sample.commit({ '.fanout/checks/run.sh': 'exit 7\n' });
  const made = valueOf(await openWorkspace(infra, { from: sample.path, name: 'sum' as TaskKey, setup: false, signal }));
  const { path } = made.workspace;
  sample.git(['commit', '--quiet', '--allow-empty', '--message', 'nothing'], { cwd: path });
  expect(await mergeByHand(infra, { path, title: 'Add', signal })).toMatchObject({
    failure: { reason: 'checks-failed', red: [expect.objectContaining({ exitCode: 7 })] },
  });
});

test('what somebody put on the branch of a run is looked at before it is taken over', async () => {
  const run = submittedRun();
  sample.git(['checkout', '--quiet', '--detach']);
  const own = sample.commit({ 'package.json': '{ "name": "sample", "scripts": { "test": "node --test || true" } }\n' });
  sample.git(['update-ref', `refs/heads/fanout/${run}/merged`, own]);
  sample.git(['checkout', '--quiet', 'main']);
  expect(await mergeRun(infra, { run, into: 'main' })).toMatchObject({
    ok: false,
    failure: { reason: 'branch-weakened', into: 'main', objections: [expect.stringContaining('package.json')] },
  });
  expect(await deliverRun(infra, { run, as: 'target', target: 'main' })).toMatchObject({
    failure: { reason: 'branch-weakened' },
  });
  expect(main()).toBe(sample.base);
  expect(valueOf(await mergeRun(infra, { run, into: 'main', mayWeaken: true })).to).toBe(own);
});

test('what the run merged itself was looked at then', async () => {
  const run = submittedRun();
  sample.git(['checkout', '--quiet', '--detach']);
  const commit = sample.commit({ '.github/workflows/ci.yaml': 'on: push\n' });
  sample.git(['update-ref', `refs/heads/fanout/${run}/merged`, commit]);
  sample.git(['checkout', '--quiet', 'main']);
  record(infra, { kind: 'merged', run, task: 'a' as TaskKey, commit, onto: sample.base, tree: commit });
  expect(valueOf(await mergeRun(infra, { run, into: 'main' })).to).toBe(commit);
});

const main = () => sample.git(['rev-parse', 'main']) as Commit;
const hash = (content: string): string => sample.git(['hash-object', '-w', '--stdin'], { input: content });

/** A run of one task whose gate is `npm test`. */
function submittedRun(): RunId {
  const run = newRunId();
  record(infra, {
    kind: 'run-submitted',
    run,
    repository: sample.repository,
    from: sample.path,
    baseBranch: 'main',
    base: sample.base,
    graph: makeGraph('a'),
    config: { ...defaultConfig, checks: ['npm test'] },
    agent: { name: 'scripted', command: ['true'], version: '0' },
  });
  return run;
}
