import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findRepository } from '../../mcp-server/infra/git/find-repository.ts';
import { resolveCommit } from '../../mcp-server/infra/git/resolve-commit.ts';
import { makeRepository } from '../support/repository.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { valueOf } from '../support/value-of.ts';

test('a repository is the same from its main worktree, a folder below, a linked worktree and its git directory', async () => {
  const sample = makeRepository({ files: { 'src/deep/a.txt': 'a' } });
  onTestFinished(sample.dispose);
  sample.git(['worktree', 'add', '--quiet', '-b', 'side', '../side']);
  const places = [sample.path, join(sample.path, 'src/deep'), join(sample.folder, 'side/src'), sample.repository.commonDir];
  for (const place of places) expect(valueOf(await findRepository(place))).toEqual(sample.repository);
});

test('a bare repository has no main worktree, also when asked from a worktree of it', async () => {
  const sample = makeRepository();
  onTestFinished(sample.dispose);
  const bare = join(sample.folder, 'shop.git');
  sample.git(['clone', '--quiet', '--bare', sample.path, bare]);
  sample.git(['worktree', 'add', '--quiet', '--detach', '../linked'], { cwd: bare });
  for (const place of [bare, join(sample.folder, 'linked')])
    expect(valueOf(await findRepository(place))).toEqual({ commonDir: bare, mainWorktree: null, name: 'shop' });
});

test('a git directory that stands elsewhere leads back to its worktree', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'work'));
  execFileSync('git', ['init', '--quiet', '--separate-git-dir', join(folder, 'store'), join(folder, 'work')], { stdio: 'pipe' });
  expect(valueOf(await findRepository(join(folder, 'work')))).toMatchObject({
    commonDir: join(folder, 'store'),
    mainWorktree: join(folder, 'work'),
  });
});

test('a folder outside any repository, and one that is not there, are refused by name', async () => {
  const folder = temporaryFolder();
  for (const path of [folder, join(folder, 'gone')])
    expect(await findRepository(path)).toEqual({ ok: false, failure: { reason: 'not-a-repository', path } });
});

test('what git says of a repository that it does not read is kept', async () => {
  const sample = makeRepository();
  onTestFinished(sample.dispose);
  writeFileSync(join(sample.path, '.git/config'), '[core\n');
  expect(await findRepository(sample.path)).toMatchObject({
    ok: false,
    failure: { reason: 'not-a-repository', said: expect.stringContaining('bad config') as string },
  });
});

test('a revision becomes a full commit name, and what looks like an option becomes a failure', async () => {
  const sample = makeRepository();
  onTestFinished(sample.dispose);
  const { repository, base } = sample;
  for (const revision of ['HEAD', 'main', 'refs/heads/main', base, base.slice(0, 12)])
    expect(valueOf(await resolveCommit({ repository, revision }))).toBe(base);
  for (const revision of ['nope', '', '--upload-pack=touch x', '-x', 'a..b', 'HEAD:README.md', 'a\nb', 'a\0b']) {
    const refused = await resolveCommit({ repository, revision });
    expect(refused).toMatchObject({ ok: false, failure: { reason: 'revision-unknown' } });
  }
});

test('a repository without a commit says so', async () => {
  const folder = temporaryFolder();
  execFileSync('git', ['init', '--quiet', folder], { stdio: 'pipe' });
  const repository = valueOf(await findRepository(folder));
  expect(await resolveCommit({ repository, revision: 'HEAD' })).toMatchObject({
    ok: false,
    failure: { reason: 'repository-empty' },
  });
});
