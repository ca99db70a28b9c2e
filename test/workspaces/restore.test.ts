import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeWorktree } from '../../mcp-server/domain/coordination/by-hand/close-worktree.ts';
import { openWorktree } from '../../mcp-server/domain/coordination/by-hand/open-worktree.ts';
import { restoreWork } from '../../mcp-server/domain/coordination/by-hand/restore-work.ts';
import type { TaskKey } from '../../mcp-server/kernel/model.ts';
import { askFanout } from '../support/ask-fanout.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

async function sampleWork() {
  const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n', '.gitignore': '.env\n', '.worktreeinclude': '.env\n' };
  const sample = makeRepository({ files });
  onTestFinished(sample.dispose);
  writeFileSync(join(sample.path, '.env'), 'KEY=theirs\n');
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const opened = valueOf(await openWorktree(infra, { from: sample.path, name: 'login' as TaskKey }));
  return { sample, infra, ...opened };
}

test('what was committed, staged, changed, deleted, untracked and ignored is back as it was, by one command', async () => {
  const { sample, infra, path, run } = await sampleWork();
  sample.git(['commit', '--quiet', '--allow-empty', '--message', 'own'], { cwd: path });
  writeFileSync(join(path, 'a.txt'), 'staged\n');
  sample.git(['add', 'a.txt'], { cwd: path });
  writeFileSync(join(path, 'a.txt'), 'changed after\n');
  rmSync(join(path, 'c.txt'));
  writeFileSync(join(path, 'new.sh'), '#!/bin/sh\n');
  chmodSync(join(path, 'new.sh'), 0o755);
  writeFileSync(join(path, '.env'), 'KEY=mine\n');
  const before = [['status', '--porcelain'], ['diff', '--cached'], ['diff'], ['rev-parse', 'HEAD']].map((args) =>
    sample.git(args, { cwd: path }),
  );
  const { kept } = valueOf(await closeWorktree(infra, { path }));
  expect(existsSync(path)).toBe(false);
  const { exitCode, stdout } = await askFanout(['workspace', 'restore', `${run}/login`, '--json'], {
    cwd: sample.path,
    home: infra.home,
  });
  expect(exitCode).toBe(0);
  const back = JSON.parse(stdout) as { path: string; ref: string };
  expect(back).toMatchObject({ ref: kept[0], uncommitted: ['a.txt', 'c.txt', 'new.sh'], ignored: ['.env'], history: null });
  const after = [['status', '--porcelain'], ['diff', '--cached'], ['diff'], ['rev-parse', 'HEAD']].map((args) =>
    sample.git(args, { cwd: back.path }),
  );
  expect(after).toEqual(before);
  expect(statSync(join(back.path, 'new.sh')).mode & 0o111).not.toBe(0);
  expect(readFileSync(join(back.path, '.env'), 'utf8')).toBe('KEY=mine\n');
  expect(readFileSync(join(back.path, 'b.txt'), 'utf8')).toBe('b\n');
  for (const ref of kept) expect(sample.git(['rev-parse', '--verify', ref])).not.toBe('');
});

test('commits alone are back on a branch, and each ref that was named can be restored', async () => {
  const { sample, infra, path, run } = await sampleWork();
  sample.git(['commit', '--quiet', '--allow-empty', '--message', 'own'], { cwd: path });
  const tip = sample.git(['rev-parse', 'HEAD'], { cwd: path });
  const { kept } = valueOf(await closeWorktree(infra, { path }));
  for (const wanted of [...kept, `${run}/login`]) {
    const back = valueOf(await restoreWork(infra, { from: sample.path, wanted }));
    expect(sample.git(['rev-parse', back.branch])).toBe(tip);
    expect(back.uncommitted).toEqual([]);
  }
  expect(await restoreWork(infra, { from: sample.path, wanted: 'refs/fanout/none' })).toMatchObject({
    ok: false,
    failure: { reason: 'revision-unknown' },
  });
  const listed = await askFanout(['workspace', 'kept'], { cwd: sample.path, home: infra.home });
  expect(listed.stdout).toBe(`${kept[0]}  commits of a branch\n`);
});
