import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isAncestor, mergeBase } from '../../mcp-server/infra/git/ancestors.ts';
import { commitFiles } from '../../mcp-server/infra/git/commit-files.ts';
import { changedFiles, diffStat, readDiff } from '../../mcp-server/infra/git/diff.ts';
import { readLog } from '../../mcp-server/infra/git/log.ts';
import { parseStatus, worktreeStatus } from '../../mcp-server/infra/git/status.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

function sampleHistory() {
  const sample = makeRepository({ files: { 'a.txt': '1\n2\n3\n', 'src/b.txt': 'b\n' } });
  onTestFinished(sample.dispose);
  return sample;
}

test('files are committed on a parent without a checkout, with trailers that can be read back', async () => {
  const { repository, base, git } = sampleHistory();
  const commit = valueOf(
    await commitFiles({
      repository,
      parent: base,
      files: [
        { path: 'src/b.txt', content: 'new\n' },
        { path: 'empty', content: '' },
        { path: 'odd "näme"\n', content: 'x' },
      ],
      message: 'Add things\n\nFanout-Run: k3m9x2ab\nFanout-Task: login',
    }),
  );
  expect(git(['show', `${commit}:src/b.txt`])).toBe('new');
  expect(git(['show', `${commit}:a.txt`])).toBe('1\n2\n3');
  expect(git(['status', '--porcelain'])).toBe('');
  expect(valueOf(await readLog({ repository, from: base, to: commit }))).toMatchObject([
    {
      commit,
      parents: [base],
      subject: 'Add things',
      author: 'Sam Tester',
      trailers: { 'Fanout-Run': 'k3m9x2ab', 'Fanout-Task': 'login' },
    },
  ]);
  expect(valueOf(await changedFiles({ repository, base, commit }))).toEqual(['empty', 'odd "näme"\n', 'src/b.txt']);
  expect(valueOf(await diffStat({ repository, base, commit }))).toEqual({ files: 3, insertions: 2, deletions: 1 });
  expect(valueOf(await readDiff({ repository, base, commit }))).toContain('+new\n');
  expect(await isAncestor({ repository, ancestor: base, of: commit })).toBe(true);
  expect(await mergeBase({ repository, one: base, other: commit })).toBe(base);
});

test('a path that leaves the tree or enters .git is not committed', async () => {
  const { repository, base } = sampleHistory();
  for (const path of ['../x', '.git/hooks/pre-commit', '/etc/x', 'a/../b'])
    expect((await commitFiles({ repository, parent: base, files: [{ path, content: 'x' }], message: 'x' })).ok).toBe(false);
});

test('a commit of ours has an author where nobody configured one', async () => {
  const { repository, base, git, folder } = sampleHistory();
  vi.stubEnv('HOME', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const key of ['user.name', 'user.email']) git(['config', '--unset', key]);
  const commit = valueOf(await commitFiles({ repository, parent: base, files: [], message: 'x' }));
  expect(git(['log', '-1', '--format=%an <%ae>', commit])).toBe('fanout <fanout@localhost>');
});

test('a status counts what is ahead, behind, staged, changed, deleted, renamed and untracked', async () => {
  const sample = sampleHistory();
  const { base, git, path } = sample;
  const behind = sample.commit({ 'later.txt': 'x' });
  git(['checkout', '--quiet', '-b', 'side', base]);
  sample.commit({ 'side.txt': 'x\ny\n' });
  sample.write({ 'a.txt': '1\n2\n3\n4\n', 'new\nline.txt': 'n', 'folder/new.txt': 'n' });
  git(['mv', 'side.txt', 'moved.txt']);
  rmSync(join(path, 'src/b.txt'));
  writeFileSync(join(path, 'staged.txt'), 's\n');
  git(['add', 'staged.txt']);
  const status = valueOf(await worktreeStatus({ path: join(path, 'src/..'), base: behind }));
  expect(status).toMatchObject({ branch: 'side', ahead: 1, behind: 1, dirty: 6 });
  expect(status.dirtyFiles.toSorted()).toEqual([
    'a.txt',
    'folder/new.txt',
    'moved.txt',
    'new\nline.txt',
    'src/b.txt',
    'staged.txt',
  ]);
  expect(valueOf(await worktreeStatus({ path, base }))).toMatchObject({ files: 4, insertions: 4, deletions: 1 });
});

test('conflicts and names with spaces are read from a status', () => {
  const zeros = '0'.repeat(40);
  const conflict = `u UU N... 100644 100644 100644 100644 ${zeros} ${zeros} ${zeros} with space.txt`;
  const rename = `2 R. N... 100644 100644 100644 ${zeros} ${zeros} R100 new name\0old name`;
  expect(parseStatus(`${conflict}\0${rename}\0? -dash\0`)).toEqual(['with space.txt', 'new name', '-dash']);
});
