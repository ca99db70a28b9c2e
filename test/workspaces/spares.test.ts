import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { hasSubvolumes } from '../../mcp-server/infra/disk/subvolume.ts';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';
import { file, inode, sampleSpares } from './spare-sample.ts';

// There worktrees are copies of snapshots.
beforeEach(({ skip }) => skip(hasSubvolumes(tmpdir()), 'the temporary folder is on btrfs'));

test('the files of a released worktree come back in the next one, in a worktree as fresh as any', async () => {
  const { create, remove, spares, expectFresh } = sampleSpares();
  const first = await create('one');
  const before = inode(join(first, file(1)));
  await remove(first);
  expect(existsSync(first)).toBe(false);
  expect(spares()).toHaveLength(1);
  const second = await create('two');
  expect(inode(join(second, file(1)))).toBe(before);
  expect(spares()).toHaveLength(0);
  expectFresh(second);
});

test('a spare is brought to another base by the files that differ', async () => {
  const { sample, create, remove, expectFresh } = sampleSpares();
  const first = await create('one');
  const kept = inode(join(first, file(2)));
  await remove(first);
  rmSync(join(sample.path, 'src/part-3'), { recursive: true });
  const base = sample.commit({ [file(1)]: 'changed\n', 'src/part-3': 'now a file\n', 'new/file.txt': 'new\n' });
  const second = await create('two', { base });
  expect(inode(join(second, file(2)))).toBe(kept);
  expect(readFileSync(join(second, 'src/part-3'), 'utf8')).toBe('now a file\n');
  expectFresh(second, base);
});

// Each is what a session, a tool or an attacker may leave.
const traces: Record<string, (path: string, git: (...args: string[]) => string) => void> = {
  'changed, staged, deleted and new files': (path, git) => {
    appendFileSync(join(path, file(1)), 'more\n');
    writeFileSync(join(path, file(2)), 'staged\n');
    git('add', '--all');
    rmSync(join(path, 'src/part-3'), { recursive: true });
    writeFileSync(join(path, 'stray.txt'), 'stray\n');
    mkdirSync(join(path, 'empty/folder'), { recursive: true });
  },
  'ignored files and folders': (path) => {
    mkdirSync(join(path, 'ignored/deep'), { recursive: true });
    writeFileSync(join(path, 'ignored/deep/secret'), 'secret\n');
    writeFileSync(join(path, '.env'), 'SECRET=1\n');
  },
  'commits, ignored files that were added by force, and a .gitignore of its own': (path, git) => {
    mkdirSync(join(path, 'ignored'), { recursive: true });
    writeFileSync(join(path, 'ignored/forced'), 'forced\n');
    writeFileSync(join(path, 'src/.gitignore'), '*\n');
    writeFileSync(join(path, 'src/hidden'), 'hidden\n');
    git('add', '--force', 'ignored', 'src/.gitignore');
    git('commit', '--quiet', '--message', 'work');
  },
  'a change of the same size with its old time': (path) => {
    const changed = join(path, file(4));
    const { atime, mtime } = statSync(changed);
    writeFileSync(changed, 'FILE 4\n');
    utimesSync(changed, atime, mtime);
  },
  'changes that git was told not to see': (path, git) => {
    writeFileSync(join(path, file(5)), 'unseen\n');
    git('update-index', '--assume-unchanged', file(5));
    writeFileSync(join(path, file(6)), 'skipped\n');
    git('update-index', '--skip-worktree', file(6));
  },
  'an index that claims that a change is the base': (path, git) => {
    const name = file(7);
    writeFileSync(join(path, name), 'forged\n');
    git('add', '--force', name);
    git('commit', '--quiet', '--message', 'forged');
    git('update-ref', '--no-deref', 'HEAD', 'HEAD~1');
  },
  'a folder that became a link out of the worktree': (path) => {
    rmSync(join(path, 'src/part-8'), { recursive: true });
    symlinkSync('../../../outside', join(path, 'src/part-8'));
    symlinkSync('/etc', join(path, 'link'));
  },
  'a repository inside': (path, git) => {
    git('init', '--quiet', 'ignored/inner');
    writeFileSync(join(path, 'ignored/inner/file'), 'inner\n');
  },
};

test('nothing that a task left is in a worktree made of its spare', async () => {
  const { sample, create, remove, expectFresh } = sampleSpares();
  const outside = join(sample.folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'mine.txt'), 'mine\n');
  const first = await create('one');
  const marker = inode(join(first, file(39)));
  for (const leave of Object.values(traces)) leave(first, (...args) => sample.git(args, { cwd: first }));
  await remove(first);
  const second = await create('two');
  expect(inode(join(second, file(39)))).toBe(marker);
  expectFresh(second);
  expect(readdirSync(outside)).toEqual(['mine.txt']);
});

test('a file that got another name elsewhere is not in the next worktree', async () => {
  const { sample, create, remove, expectFresh } = sampleSpares();
  const first = await create('one');
  linkSync(join(first, file(9)), join(sample.folder, 'linked'));
  await remove(first);
  const second = await create('two');
  expect(statSync(join(second, file(9))).nlink).toBe(1);
  expectFresh(second);
});

test('no spare is kept of a worktree with a folder whose mode was changed', async () => {
  const { create, remove, spares } = sampleSpares();
  const path = await create('one');
  chmodSync(join(path, 'src/part-10'), 0o777);
  await remove(path);
  expect(spares()).toEqual([]);
  expect(existsSync(path)).toBe(false);
});

test('what was uncommitted is kept as before when the worktree becomes a spare', async () => {
  const { sample, create, remove } = sampleSpares();
  const path = await create('one');
  writeFileSync(join(path, 'stray.txt'), 'stray\n');
  const { rescueRef } = await remove(path);
  expect(sample.git(['show', `${rescueRef}:stray.txt`])).toBe('stray');
});

test('a spare that was written to while it lay there is not trusted', async () => {
  const { create, remove, spares, expectFresh } = sampleSpares();
  await remove(await create('one'));
  const [spare = ''] = spares();
  writeFileSync(join(spare, 'tree', file(1)), 'late\n');
  writeFileSync(join(spare, 'tree/stray.txt'), 'stray\n');
  const marker = inode(join(spare, 'tree', file(39)));
  const second = await create('two');
  expectFresh(second);
  expect(inode(join(second, file(39)))).not.toBe(marker);
});

test('a spare is left alone where its files would be checked out differently by now', async () => {
  const { sample, create, remove, expectFresh } = sampleSpares();
  await remove(await create('one'));
  const base = sample.commit({ '.gitattributes': '*.txt text eol=crlf\n' });
  const second = await create('two', { base });
  expect(readFileSync(join(second, file(1)), 'utf8')).toBe('file 1\r\n');
  expectFresh(second, base);
  const marker = inode(join(second, file(39)));
  await remove(second);
  sample.git(['config', 'core.autocrlf', 'input']);
  expect(inode(join(await create('three', { base }), file(39)))).not.toBe(marker);
});

test('so many spares are kept as the configuration says, and none where it says none', async () => {
  const { create, remove, spares } = sampleSpares();
  const [one, two, three] = [
    await create('one', { config: { spares: 1 } }),
    await create('two', { config: { spares: 1 } }),
    await create('three', { config: { spares: 0 } }),
  ];
  await remove(one);
  await remove(two);
  expect(spares()).toHaveLength(1);
  await remove(three);
  expect(spares()).toEqual([]);
});

test('a worktree of few files is not kept: checking it out again is faster', async () => {
  const sample = makeRepository({ files: { 'a.txt': 'a\n' } });
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  onTestFinished(infra.dispose);
  const { path } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, sample)));
  valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null }));
  expect(existsSync(join(infra.home, 'spares'))).toBe(false);
});
