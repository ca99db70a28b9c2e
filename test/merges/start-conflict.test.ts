import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startConflict } from '../../mcp-server/domain/merges/start-conflict.ts';
import type { Commit, Workspace } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
let workspace: Workspace;

beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
  const path = join(sample.folder, 'task');
  sample.git(['worktree', 'add', '--quiet', '-b', 'task', path]);
  workspace = { path, branch: 'task', base: sample.base, ports: [], environment: {} };
  writeFileSync(join(path, 'a.txt'), 'task\n');
  sample.git(['commit', '--quiet', '--all', '-m', 'task'], { cwd: path });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const start = (onto: Commit) => startConflict(infra, { workspace, onto });
const inTask = (...args: string[]) => sample.git(args, { cwd: workspace.path });

test('conflicts are left in the worktree with what both sides started from', async () => {
  const onto = sample.commit({ 'a.txt': 'landed\n', 'b.txt': 'landed\n' });
  expect(await start(onto)).toEqual({ ok: true, value: { files: ['a.txt'] } });
  expect(readFileSync(join(workspace.path, 'a.txt'), 'utf8')).toMatch(/^<{7}.*\ntask\n\|{7}.*\na\n={7}\nlanded\n>{7}.*\n$/);
  expect(readFileSync(join(workspace.path, 'b.txt'), 'utf8')).toBe('landed\n');

  // Said again, also half-way through, it changes nothing.
  writeFileSync(join(workspace.path, 'a.txt'), 'both\n');
  expect(await start(onto)).toEqual({ ok: true, value: { files: ['a.txt'] } });
  expect(readFileSync(join(workspace.path, 'a.txt'), 'utf8')).toBe('both\n');

  inTask('add', 'a.txt');
  inTask('commit', '--quiet', '--no-edit');
  expect(inTask('log', '-1', '--format=%s|%P')).toBe(`Merge what landed into task|${inTask('rev-parse', 'HEAD^1')} ${onto}`);
});

test('a merge without conflicts is committed on the task’s branch', async () => {
  const onto = sample.commit({ 'b.txt': 'landed\n' });
  expect(await start(onto)).toEqual({ ok: true, value: { files: [] } });
  expect(inTask('rev-parse', 'task^2')).toBe(onto);
  expect(inTask('status', '--porcelain')).toBe('');
  expect(await start(onto)).toEqual({ ok: true, value: { files: [] } });
});

test('changes that are not committed are left alone', async () => {
  writeFileSync(join(workspace.path, 'b.txt'), 'mine\n');
  const onto = sample.commit({ 'b.txt': 'landed\n' });
  expect(await start(onto)).toMatchObject({ ok: false, failure: { reason: 'checkout-dirty', path: workspace.path } });
  expect(readFileSync(join(workspace.path, 'b.txt'), 'utf8')).toBe('mine\n');
});
