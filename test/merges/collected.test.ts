import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mergeTask } from '../../mcp-server/domain/merges/merge-task.ts';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

const run = 'k3m9x2ab' as RunId;
const target = `refs/heads/fanout/${run}/merged`;

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'a.txt': 'a\n' } });
  sample.git(['update-ref', target, sample.base]);
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const make = async (task: string) =>
  valueOf(await createWorkspace(infra, wantedWorkspace(infra, { repository: sample.repository, base: sample.base, task })));

test('git gc --prune=now in a worktree takes nothing that a merge under way, a rescue or another worktree needs', async () => {
  const { repository } = sample;
  const [one, other, gone] = [await make('one'), await make('other'), await make('gone')];
  writeFileSync(join(one.path, 'one.txt'), 'one\n');
  sample.git(['add', '--all'], { cwd: one.path });
  sample.git(['commit', '--quiet', '-m', 'one'], { cwd: one.path });
  writeFileSync(join(other.path, 'staged.txt'), 'staged\n');
  sample.git(['add', '--all'], { cwd: other.path });
  writeFileSync(join(gone.path, 'a.txt'), 'never committed\n');
  const rescueRef = `refs/fanout/${run}/rescue/gone/1`;
  valueOf(await removeWorkspace(infra, { repository, path: gone.path, rescueRef }));
  const merged = await mergeTask(infra, {
    repository,
    run,
    task: 'one' as TaskKey,
    title: 'One',
    commit: sample.git(['rev-parse', one.branch]) as Commit,
    target,
    // The gate runs between the merge's commit and its landing, when no branch has it yet.
    gates: ['git gc --quiet --prune=now'],
    config: { ...defaultConfig, setup: false },
    checkoutPath: `${one.path}.merge`,
    outputDirectory: join(infra.home, 'output'),
  });
  valueOf(merged);
  expect(sample.git(['show', `${target}:one.txt`])).toBe('one');
  expect(sample.git(['show', `${rescueRef}:a.txt`])).toBe('never committed');
  expect(sample.git(['show', ':staged.txt'], { cwd: other.path })).toBe('staged');
  expect(sample.git(['fsck', '--connectivity-only', '--no-dangling'])).toBe('');
});

test('what runs in a workspace collects nothing by itself', async () => {
  const { environment, path } = await make('one');
  const env = { PATH: process.env['PATH'] ?? '', HOME: sample.folder, ...environment };
  const ask = async (name: string) =>
    (await exec({ command: 'git', args: ['config', name], cwd: path, environment: env })).stdout;
  expect([await ask('gc.auto'), await ask('maintenance.auto')]).toEqual(['0\n', 'false\n']);
});
