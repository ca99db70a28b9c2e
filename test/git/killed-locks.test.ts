import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../../mcp-server/domain/merges/deliver.ts';
import { readRef, updateRef } from '../../mcp-server/infra/git/refs.ts';
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
const isLeft = (name: string): boolean => existsSync(inGit(name));
const say = async () => valueOf(await deliver(infra, { repository: sample.repository, source, into: 'main' }));

test('a ref of ours that a killed git left locked is moved once the lock is too old to be held', async () => {
  const next = sample.git(['commit-tree', `${landed}^{tree}`, '-p', landed, '-m', 'next']) as Commit;
  leave(`${source}.lock`);
  const seconds = Date.now() / 1000 - 4.5;
  utimesSync(inGit(`${source}.lock`), seconds, seconds);
  const { repository } = sample;
  valueOf(await updateRef({ repository, ref: source, from: landed, to: next }));
  expect(await readRef({ repository, ref: source })).toBe(next);
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
