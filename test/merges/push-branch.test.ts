import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgeRepository } from '../../mcp-server/infra/forge/forge-repository.ts';
import { pushBranch } from '../../mcp-server/infra/git/push-branch.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

let sample: TestRepository;
let remote: string;
beforeEach(() => {
  sample = makeRepository();
  remote = join(sample.folder, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  sample.git(['remote', 'add', 'origin', remote]);
});
afterEach(() => sample.dispose());

const branch = 'fanout/k3m9x2ab/merged';
const push = (commit: Commit, { last = null, name = 'origin' }: { last?: Commit | null; name?: string } = {}) =>
  pushBranch({ repository: sample.repository, remote: name, branch, commit, last, environment: {} });
const there = () => sample.git(['rev-parse', branch], { cwd: remote });

test('a branch is pushed once, and again when it has grown', async () => {
  expect(valueOf(await push(sample.base))).toEqual({ moved: true });
  expect(valueOf(await push(sample.base))).toEqual({ moved: false });
  const next = sample.commit({ 'a.txt': 'a\n' });
  expect(valueOf(await push(next))).toEqual({ moved: true });
  expect(there()).toBe(next);
  // Nothing but that branch went.
  expect(sample.git(['for-each-ref', '--format=%(refname)'], { cwd: remote })).toBe(`refs/heads/${branch}`);
});

test('commits of others stay: only what we pushed ourselves is ever replaced', async () => {
  const ours = sample.commit({ 'a.txt': 'a\n' });
  valueOf(await push(ours));
  sample.git(['reset', '--quiet', '--hard', sample.base]);
  const rewritten = sample.commit({ 'a.txt': 'another\n' });
  expect(await push(rewritten)).toMatchObject({ failure: { reason: 'push-refused', actual: ours } });
  expect(valueOf(await push(rewritten, { last: ours }))).toEqual({ moved: true });
  sample.git(['reset', '--quiet', '--hard', rewritten]);
  const theirs = sample.commit({ 'b.txt': 'theirs\n' });
  sample.git(['push', '--quiet', 'origin', `${theirs}:refs/heads/${branch}`]);
  expect(await push(ours, { last: rewritten })).toMatchObject({ failure: { reason: 'push-refused', actual: theirs } });
  expect(there()).toBe(theirs);
});

test.each(['--upload-pack=touch /tmp/owned', 'ext::sh -c true', '../remote.git', 'nowhere'])('%s is no remote', async (name) => {
  expect(await push(sample.base, { name })).toMatchObject({ failure: { reason: 'remote-unknown', known: ['origin'] } });
});

test('hooks of the repository do not run', async () => {
  const hook = join(sample.path, '.git', 'hooks', 'pre-push');
  sample.write({ '.git/hooks/pre-push': '#!/bin/sh\nexit 1\n' });
  execFileSync('chmod', ['+x', hook]);
  expect(valueOf(await push(sample.base))).toEqual({ moved: true });
});

test.each([
  ['https://github.com/ada/shop.git', 'github.com/ada/shop'],
  ['https://token@github.example.org:8443/ada/shop/', 'github.example.org/ada/shop'],
  ['git@github.com:ada/shop.git', 'github.com/ada/shop'],
  ['ssh://git@github.com:22/ada/shop', 'github.com/ada/shop'],
  ['/srv/git/shop.git', null],
  ['https://github.com/-ada/shop', null],
  ['https://example.org/one/two/three', null],
])('%s is %s', (address, repository) => {
  expect(forgeRepository(address)).toBe(repository);
});
