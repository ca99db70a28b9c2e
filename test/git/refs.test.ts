import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { deleteRef, listRefs, readRef, updateRef } from '../../mcp-server/infra/git/refs.ts';
import { makeRepository } from '../support/repository.ts';

function sampleRefs() {
  const sample = makeRepository();
  onTestFinished(sample.dispose);
  return { ...sample, next: sample.git(['commit-tree', '-m', 'next', '-p', sample.base, 'HEAD^{tree}']) as typeof sample.base };
}

test('a ref moves only from where it was thought to stand', async () => {
  const { repository, base, next } = sampleRefs();
  const ref = 'refs/heads/fanout/k3m9x2ab/merged';
  expect((await updateRef({ repository, ref, to: base, from: null })).ok).toBe(true);
  expect((await updateRef({ repository, ref, to: next, from: base })).ok).toBe(true);
  expect(await updateRef({ repository, ref, to: base, from: null })).toMatchObject({
    ok: false,
    failure: { reason: 'ref-moved', expected: 'none', actual: next },
  });
  expect((await updateRef({ repository, ref, to: next, from: null })).ok).toBe(true);
  expect(await readRef({ repository, ref })).toBe(next);
  expect(await listRefs({ repository, prefix: 'refs/heads/fanout/' })).toEqual([{ ref, commit: next }]);
  expect(await deleteRef({ repository, ref, from: base })).toMatchObject({ ok: false, failure: { reason: 'ref-moved' } });
  for (let nth = 0; nth < 2; nth++) expect((await deleteRef({ repository, ref, from: next })).ok).toBe(true);
  expect(await readRef({ repository, ref })).toBeNull();
});

test('of many that move a ref at once exactly one wins', async () => {
  const { repository, base, git } = sampleRefs();
  const ref = 'refs/fanout/k3m9x2ab/race';
  const commits = Array.from(
    { length: 8 },
    (_, nth) => git(['commit-tree', '-m', `${nth}`, '-p', base, 'HEAD^{tree}']) as typeof base,
  );
  const moves = await Promise.all(commits.map((to) => updateRef({ repository, ref, to, from: null })));
  expect(moves.filter((move) => move.ok)).toHaveLength(1);
  expect(moves.filter((move) => !move.ok && move.failure.reason !== 'ref-moved')).toEqual([]);
});

test('a branch that is checked out anywhere is never moved or deleted', async () => {
  const { repository, base, next, git, folder } = sampleRefs();
  git(['worktree', 'add', '--quiet', '-b', 'side', '../side']);
  for (const [branch, worktree] of [
    ['main', repository.mainWorktree],
    ['side', join(folder, 'side')],
  ]) {
    const refused = { ok: false, failure: { reason: 'branch-in-use', branch, worktree } };
    expect(await updateRef({ repository, ref: `refs/heads/${branch}`, to: next, from: base })).toEqual(refused);
    expect(await deleteRef({ repository, ref: `refs/heads/${branch}`, from: base })).toEqual(refused);
  }
});

test('the lock that a killed git left is cleared on our refs and respected on all others', async () => {
  const { repository, base } = sampleRefs();
  const leave = (ref: string) => {
    const lock = join(repository.commonDir, `${ref}.lock`);
    mkdirSync(join(lock, '..'), { recursive: true });
    writeFileSync(lock, '');
    utimesSync(lock, 0, 0);
    return lock;
  };
  const ours = leave('refs/fanout/k3m9x2ab/kept');
  expect((await updateRef({ repository, ref: 'refs/fanout/k3m9x2ab/kept', to: base, from: null })).ok).toBe(true);
  expect(existsSync(ours)).toBe(false);
  const theirs = leave('refs/heads/person');
  expect((await updateRef({ repository, ref: 'refs/heads/person', to: base, from: null })).ok).toBe(false);
  expect(existsSync(theirs)).toBe(true);
});
