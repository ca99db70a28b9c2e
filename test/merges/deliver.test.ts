import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../../mcp-server/domain/merges/deliver.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

const source = 'refs/heads/fanout/k3m9x2ab/merged';

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
/** What the run merged: `a.txt` changed and `new.txt` added. */
let merged: Commit;

beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': 'ignored.txt\n' } });
  sample.git(['checkout', '--quiet', '--detach']);
  merged = sample.commit({ 'a.txt': 'A\n', 'new.txt': 'new\n' });
  sample.git(['update-ref', source, merged]);
  sample.git(['checkout', '--quiet', 'main']);
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const to = (into: string) => deliver(infra, { repository: sample.repository, source, into });
const main = () => sample.git(['rev-parse', 'main']);
const read = (file: string) => readFileSync(join(sample.path, file), 'utf8');

test('a branch that is checked out moves with its files', async () => {
  expect(await to('main')).toEqual({
    ok: true,
    value: { branch: 'main', from: sample.base, to: merged, checkout: sample.path },
  });
  expect(main()).toBe(merged);
  expect(read('new.txt')).toBe('new\n');
  expect(sample.git(['status', '--porcelain'])).toBe('');
});

test('changes elsewhere in the checkout stay, staged ones too', async () => {
  sample.write({ 'b.txt': 'mine\n', 'own.txt': 'mine\n', 'staged.txt': 'mine\n' });
  sample.git(['add', 'staged.txt']);
  expect(await to('refs/heads/main')).toMatchObject({ ok: true });
  expect(read('b.txt')).toBe('mine\n');
  expect(sample.git(['status', '--porcelain']).split('\n')).toEqual([' M b.txt', 'A  staged.txt', '?? own.txt']);
});

test.each([
  ['changed', 'a.txt', []],
  ['staged', 'a.txt', ['add', 'a.txt']],
  ['untracked', 'new.txt', []],
])('a %s file that would be touched refuses it, and everything is as before', async (_, file, command) => {
  sample.write({ [file]: 'mine\n' });
  if (command.length > 0) sample.git(command);
  const before = sample.git(['status', '--porcelain']);
  expect(await to('main')).toEqual({ ok: false, failure: { reason: 'checkout-dirty', path: sample.path, detail: file } });
  expect(main()).toBe(sample.base);
  expect(read(file)).toBe('mine\n');
  expect(sample.git(['status', '--porcelain'])).toBe(before);
});

test('an ignored file is the person’s too', async () => {
  sample.git(['checkout', '--quiet', '--detach', merged]);
  sample.write({ 'ignored.txt': 'landed\n' });
  sample.git(['add', '--force', 'ignored.txt']);
  sample.git(['commit', '--quiet', '-m', 'adds what others ignore']);
  sample.git(['update-ref', source, 'HEAD']);
  sample.git(['checkout', '--quiet', 'main']);
  sample.write({ 'ignored.txt': 'mine\n' });
  expect(await to('main')).toMatchObject({ ok: false, failure: { reason: 'checkout-dirty' } });
  expect(read('ignored.txt')).toBe('mine\n');
  expect(main()).toBe(sample.base);
});

test('a branch that has commits of its own is refused', async () => {
  const own = sample.commit({ 'b.txt': 'own\n' });
  expect(await to('main')).toEqual({ ok: false, failure: { reason: 'not-fast-forward', branch: 'main', to: source } });
  expect(main()).toBe(own);
});

test('a branch that nobody has checked out moves alone', async () => {
  sample.git(['branch', 'release']);
  expect(await to('release')).toEqual({ ok: true, value: { branch: 'release', from: sample.base, to: merged, checkout: null } });
  expect(sample.git(['rev-parse', 'release'])).toBe(merged);
  expect(main()).toBe(sample.base);
  expect(sample.git(['status', '--porcelain'])).toBe('');
});

test('a branch that is checked out in a linked worktree moves there', async () => {
  const path = join(sample.folder, 'linked');
  sample.git(['worktree', 'add', '--quiet', '-b', 'release', path]);
  expect(await to('release')).toMatchObject({ ok: true, value: { checkout: path } });
  expect(readFileSync(join(path, 'new.txt'), 'utf8')).toBe('new\n');
});

test('a branch in two checkouts is refused, since only one could follow', async () => {
  sample.git(['worktree', 'add', '--quiet', '--force', join(sample.folder, 'linked'), 'main']);
  expect(await to('main')).toMatchObject({ ok: false, failure: { reason: 'branch-in-use', branch: 'main' } });
  expect(main()).toBe(sample.base);
});

test('said again it changes nothing, also when the branch went on', async () => {
  await to('main');
  const reflog = sample.git(['reflog', 'main']);
  expect(await to('main')).toMatchObject({ ok: true, value: { from: merged, to: merged } });
  expect(sample.git(['reflog', 'main'])).toBe(reflog);
  const later = sample.commit({ 'b.txt': 'later\n' });
  expect(await to('main')).toMatchObject({ ok: true, value: { from: later, to: later } });
});

test.each([['none'], ['main~1'], ['ma*'], ['--all'], ['main\n'], ['@{-1}'], [''], ['x\0']])(
  'the branch %j is not known',
  async (into) => {
    expect(await to(into)).toMatchObject({ ok: false, failure: { reason: 'revision-unknown' } });
    expect(main()).toBe(sample.base);
  },
);

test('hooks of the repository do not run', async () => {
  const hook = join(sample.repository.commonDir, 'hooks/post-merge');
  writeFileSync(hook, `#!/bin/sh\ntouch ${join(sample.folder, 'hook-ran')}\n`, { mode: 0o755 });
  expect(await to('main')).toMatchObject({ ok: true });
  expect(() => readFileSync(join(sample.folder, 'hook-ran'))).toThrow('ENOENT');
});
