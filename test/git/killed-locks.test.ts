import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../../mcp-server/domain/merges/deliver.ts';
import { readRef, updateRef } from '../../mcp-server/infra/git/refs.ts';
import { mayBeHeld } from '../../mcp-server/infra/process/holders.ts';
import { makerMark } from '../../mcp-server/infra/process/maker.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

const source = 'refs/heads/fanout/k3m9x2ab/merged';

let infra: Infra & { dispose(): void };
let sample: TestRepository;
let landed: Commit;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'a.txt': 'a\n' } });
  const tree = sample.git(['rev-parse', 'HEAD^{tree}']);
  landed = sample.git(['commit-tree', tree, '-p', sample.base, '-m', 'landed']) as Commit;
  sample.git(['update-ref', source, landed]);
});
afterEach(() => {
  infra.dispose();
  sample.dispose();
});

const inGit = (name: string): string => join(sample.repository.commonDir, name);
const leave = (...names: string[]) => names.forEach((name) => writeFileSync(inGit(name), ''));
const age = (seconds: number, ...names: string[]) => {
  const at = Date.now() / 1000 - seconds;
  for (const name of names) utimesSync(inGit(name), at, at);
};
const isLeft = (name: string): boolean => existsSync(inGit(name));
const say = async () => valueOf(await deliver(infra, { repository: sample.repository, source, into: 'main' }));

test('a ref of ours that a killed git left locked is moved once the lock is too old to be held', async () => {
  const next = sample.git(['commit-tree', `${landed}^{tree}`, '-p', landed, '-m', 'next']) as Commit;
  leave(`${source}.lock`);
  age(4.5, `${source}.lock`);
  const { repository } = sample;
  valueOf(await updateRef({ repository, ref: source, from: landed, to: next }));
  expect(await readRef({ repository, ref: source })).toBe(next);
});

/** The note of a process of ours that died after it had begun to change refs, and locks that came after. */
function dieWith(...names: string[]): void {
  const [pid = '', , place = ''] = makerMark().split('-');
  const note = `fanout-refs-${pid}-gone-${place}.1`;
  leave(note, ...names);
  age(9, note);
  age(8, ...names);
}

test('what a process left locked that died while it changed refs is unlocked before the next ref is read', async () => {
  const kept = 'refs/fanout/k3m9x2ab/keep/aa.lock';
  mkdirSync(inGit('refs/fanout/k3m9x2ab/keep'), { recursive: true });
  dieWith('packed-refs.lock', kept);
  await readRef({ repository: sample.repository, ref: source });
  expect(readdirSync(inGit('')).filter((name) => name.endsWith('.lock') || name.startsWith('fanout-'))).toEqual([]);
  expect(isLeft(kept)).toBe(false);
});

test('a lock of packed refs stays that nobody of ours can have left', async () => {
  const { repository } = sample;
  leave('packed-refs.lock');
  age(8, 'packed-refs.lock');
  await readRef({ repository, ref: source });
  expect(isLeft('packed-refs.lock')).toBe(true);
  dieWith('packed-refs.lock');
  age(10, 'packed-refs.lock');
  await readRef({ repository, ref: source });
  expect(isLeft('packed-refs.lock')).toBe(true);
});

test('a git that lives may hold its lock although it has closed it, and one that was killed does not', async () => {
  const git = spawn('git', ['update-ref', '--stdin'], { cwd: sample.path, stdio: ['pipe', 'pipe', 'ignore'] });
  git.stdin.write(`start\ndelete ${source}\nprepare\n`);
  for await (const said of git.stdout) if (String(said).includes('prepare: ok')) break;
  const lock = inGit('packed-refs.lock');
  const folders = [sample.path];
  expect([existsSync(lock), mayBeHeld(lock, folders), mayBeHeld(lock, ['/nowhere'])]).toEqual([true, true, false]);
  git.kill('SIGKILL');
  await once(git, 'exit');
  expect([existsSync(lock), mayBeHeld(lock, folders)]).toEqual([true, false]);
});

test('a git that only reads or watches holds nothing, however long it lives', async () => {
  const git = spawn('git', ['-c', 'core.pager=', 'cat-file', '--batch'], { cwd: sample.path, stdio: ['pipe', 'pipe', 'ignore'] });
  git.stdin.write('HEAD\n');
  await once(git.stdout, 'data');
  leave('packed-refs.lock');
  expect(mayBeHeld(inGit('packed-refs.lock'), [sample.path])).toBe(false);
  git.stdin.end();
  await once(git, 'exit');
});

test('a git that has the repository under another path, as in a container, may hold its lock', async (context) => {
  const elsewhere = join(sample.folder, 'elsewhere');
  mkdirSync(elsewhere);
  leave('packed-refs.lock');
  const lock = inGit('packed-refs.lock');
  const script = `mount --bind '${sample.path}' '${elsewhere}' && cd '${elsewhere}' && exec git update-ref --stdin`;
  const git = spawn('unshare', ['--mount', 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  git.on('error', () => undefined).stdin.on('error', () => undefined);
  git.stdin.write('start\n');
  const [said] = await Promise.race([once(git.stdout, 'data'), once(git.stdout, 'close')]);
  if (!said) context.skip('Mounts are not allowed here.');
  expect([mayBeHeld(lock, ['/nowhere']), mayBeHeld(lock, [sample.path])]).toEqual([false, true]);
  git.stdin.end();
  await once(git, 'exit');
});

test('nobody who has a lock open loses it', async () => {
  leave('packed-refs.lock');
  const lock = inGit('packed-refs.lock');
  const file = openSync(lock, 'r');
  const held = mayBeHeld(lock, []);
  closeSync(file);
  expect([held, mayBeHeld(lock, [])]).toEqual([true, false]);
});

test('a delivery whose git was killed while it looked at the index is said again', async () => {
  leave('FANOUT_FORWARD', 'index.lock');
  await say();
  expect(sample.git(['rev-parse', 'main'])).toBe(landed);
  expect([isLeft('FANOUT_FORWARD'), isLeft('index.lock')]).toEqual([false, false]);
});

test('a delivery whose git was killed when the branch had moved leaves no lock once it is said again', async () => {
  sample.git(['reset', '--quiet', '--hard', landed]);
  leave('FANOUT_FORWARD', 'HEAD.lock');
  await say();
  expect([isLeft('FANOUT_FORWARD'), isLeft('HEAD.lock')]).toEqual([false, false]);
});

test('without a note a lock in the checkout is somebody else’s and stays', async () => {
  leave('index.lock');
  expect(await deliver(infra, { repository: sample.repository, source, into: 'main' })).toMatchObject({ ok: false });
  expect(isLeft('index.lock')).toBe(true);
});
