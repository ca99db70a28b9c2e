import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createCheckout } from '../../mcp-server/domain/workspaces/create-checkout.ts';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

function sampleParts() {
  const sample = makeRepository();
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  return { sample, infra, wanted: wantedWorkspace(infra, sample) };
}

test('processes that stand in a workspace or carry its name end with it', async () => {
  const { sample, infra, wanted } = sampleParts();
  const { path, environment } = valueOf(await createWorkspace(infra, wanted));
  const stand = spawn('sleep', ['300'], { cwd: path, detached: true, stdio: 'ignore' });
  const named = spawn('sleep', ['300'], { cwd: '/', env: { ...process.env, ...environment }, detached: true, stdio: 'ignore' });
  const ends = [once(stand, 'exit'), once(named, 'exit')];
  const bystander = spawn('sleep', ['300'], { cwd: sample.path, stdio: 'ignore' });
  onTestFinished(() => void bystander.kill());
  await until(() => stand.pid !== undefined && named.pid !== undefined && bystander.pid !== undefined);
  valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null }));
  await Promise.all(ends);
  expect(bystander.exitCode).toBeNull();
});

test('a removal leaves no folder, entry, port or branch, and the person’s checkout as it was', async () => {
  const { sample, infra, wanted } = sampleParts();
  const other = wantedWorkspace(infra, { ...sample, task: 'two' });
  for (const each of [wanted, other]) valueOf(await createWorkspace(infra, each));
  sample.write({ 'README.md': '# changed\n', 'new.txt': 'n' });
  const status = sample.git(['status', '--porcelain']);
  for (const { path, branch } of [wanted, other]) {
    const deleteBranch = { branch, keepAt: 'refs/fanout/k3m9x2ab/attempt/one/1' };
    valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null, deleteBranch }));
  }
  expect(readdirSync(sample.folder)).toEqual(['sample']);
  expect(existsSync(join(sample.repository.commonDir, 'worktrees'))).toBe(false);
  expect(listPorts(infra)).toEqual([]);
  expect(sample.git(['for-each-ref', '--format=%(refname)'])).toBe('refs/fanout/k3m9x2ab/attempt/one/1\nrefs/heads/main');
  expect(sample.git(['status', '--porcelain'])).toBe(status);
});

test('a branch whose commits nobody else has is kept under the ref that was named', async () => {
  const { sample, infra, wanted } = sampleParts();
  const { path, branch } = valueOf(await createWorkspace(infra, wanted));
  sample.git(['commit', '--quiet', '--allow-empty', '--message', 'work'], { cwd: path });
  const tip = sample.git(['rev-parse', 'HEAD'], { cwd: path });
  const keepAt = 'refs/fanout/k3m9x2ab/attempt/one/1';
  valueOf(
    await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null, deleteBranch: { branch, keepAt } }),
  );
  expect(sample.git(['rev-parse', keepAt])).toBe(tip);
  expect(sample.git(['branch', '--list', branch])).toBe('');
});

test('what is not ours is never removed', async () => {
  const { sample, infra } = sampleParts();
  sample.git(['worktree', 'add', '--quiet', '--detach', '../theirs']);
  mkdirSync(join(sample.folder, 'folder'));
  for (const path of [sample.path, join(sample.folder, 'theirs'), join(sample.folder, 'folder')]) {
    const refused = await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null });
    expect(refused).toMatchObject({ ok: false, failure: { reason: 'path-in-use', path } });
    expect(existsSync(path)).toBe(true);
  }
});

test('a workspace that somebody deleted by hand is cleared away, and can be made again with its commits', async () => {
  const { sample, infra, wanted } = sampleParts();
  const { path, ports } = valueOf(await createWorkspace(infra, wanted));
  sample.git(['commit', '--quiet', '--allow-empty', '--message', 'work'], { cwd: path });
  const tip = sample.git(['rev-parse', 'HEAD'], { cwd: path });
  rmSync(path, { recursive: true });
  const again = valueOf(await createWorkspace(infra, wanted));
  expect(again.ports).toEqual(ports);
  expect(sample.git(['rev-parse', 'HEAD'], { cwd: path })).toBe(tip);
  rmSync(path, { recursive: true });
  valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: 'refs/fanout/x/rescue' }));
  expect(sample.git(['worktree', 'list', '--porcelain']).match(/^worktree /gm)).toHaveLength(1);
});

test('a checkout is detached, clean each time it is asked for, and removed without a rescue', async () => {
  const { sample, infra, wanted } = sampleParts();
  const path = `${wanted.path}.review`;
  const ask = () =>
    createCheckout(infra, {
      repository: sample.repository,
      commit: sample.base,
      path,
      config: defaultConfig,
      environment: { FANOUT_RUN: 'k3m9x2ab' },
      outputPath: join(infra.home, 'out.log'),
      setup: false,
    });
  const first = valueOf(await ask());
  expect(first.environment).toMatchObject({ FANOUT_RUN: 'k3m9x2ab', PORT: String(first.ports[0]?.port) });
  writeFileSync(join(path, 'left.txt'), 'left by a replay');
  expect(valueOf(await ask()).ports).toEqual(first.ports);
  expect(sample.git(['status', '--porcelain', '--branch'], { cwd: path })).toBe('## HEAD (no branch)');
  valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null }));
  expect(sample.git(['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main');
});
