import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import type { Workspace } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

const ref = 'refs/fanout/k3m9x2ab/rescue/one/1';

async function sampleWorkspace() {
  const sample = makeRepository({
    files: {
      'a.txt': 'one\n',
      'b.txt': 'b\n',
      'gone.txt': 'g\n',
      '.gitattributes': '*.txt text=auto\n',
      '.gitignore': 'ignored\n',
    },
  });
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const workspace = valueOf(await createWorkspace(infra, wantedWorkspace(infra, sample)));
  const remove = () => removeWorkspace(infra, { repository: sample.repository, path: workspace.path, rescueRef: ref });
  return { sample, infra, workspace, remove };
}

/** Every file of a commit, by its bytes. Names come as `latin1`, in which any byte is a character. */
function filesOf(sample: TestRepository, commit: string): Map<string, string> {
  const folder = join(sample.folder, `restored-${commit.slice(0, 8)}`);
  sample.git(['-c', 'core.autocrlf=false', 'worktree', 'add', '--quiet', '--detach', folder, commit]);
  return readFolder(Buffer.from(folder));
}

function readFolder(folder: Buffer, files = new Map<string, string>(), prefix = ''): Map<string, string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const name = prefix + entry.name.toString('latin1');
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (name === '.git') continue;
    if (entry.isDirectory()) readFolder(path, files, `${name}/`);
    else if (entry.isFile()) files.set(name, readFileSync(path, 'latin1'));
  }
  return files;
}

const oddNames = ['new\nline', 'tab\there', '-rf', '--', 'quo"te', 'sp ace', 'ünï', ':colon', '*', 'a\\b'];

function dirty({ path }: Workspace, sample: TestRepository): void {
  writeFileSync(join(path, 'a.txt'), 'staged\r\n');
  sample.git(['add', 'a.txt'], { cwd: path });
  writeFileSync(join(path, 'a.txt'), 'staged, then changed\r\nmixed\n');
  writeFileSync(join(path, 'b.txt'), Buffer.from([0, 255, 13, 10, 13]));
  sample.git(['rm', '--quiet', 'gone.txt'], { cwd: path });
  mkdirSync(join(path, 'deep/er'), { recursive: true });
  for (const name of oddNames) writeFileSync(join(path, name), `content of ${name}`);
  writeFileSync(Buffer.concat([Buffer.from(`${path}/deep/er/`), Buffer.from([0x62, 0xff, 0xfe])]), 'not UTF-8');
  writeFileSync(join(path, 'ignored'), 'not saved');
}

test('whatever is staged, changed, deleted or untracked is in the rescue ref, byte for byte', async () => {
  const { sample, workspace, remove } = await sampleWorkspace();
  dirty(workspace, sample);
  const expected = readFolder(Buffer.from(workspace.path));
  expected.delete('ignored');
  const { rescued } = valueOf(await remove());
  expect(existsSync(workspace.path)).toBe(false);
  expect(sample.git(['rev-parse', ref])).toBe(rescued);
  expect(sample.git(['ls-tree', '--name-only', `${ref}^2`]).split('\n')).toEqual([
    '.gitattributes',
    '.gitignore',
    'a.txt',
    'b.txt',
  ]);
  expect(sample.git(['cat-file', 'blob', `${ref}^2:a.txt`])).toBe('staged');
  sample.git(['config', 'core.attributesFile', join(sample.folder, 'raw')]);
  writeFileSync(join(sample.repository.commonDir, 'info/attributes'), '* -text\n');
  expect(filesOf(sample, ref)).toEqual(expected);
});

test('what was rescued comes back by one command, with its index', async () => {
  const { sample, workspace, remove } = await sampleWorkspace();
  writeFileSync(join(workspace.path, 'a.txt'), 'staged\n');
  sample.git(['add', 'a.txt'], { cwd: workspace.path });
  writeFileSync(join(workspace.path, 'b.txt'), 'changed\n');
  writeFileSync(join(workspace.path, 'new.txt'), 'untracked\n');
  valueOf(await remove());
  sample.git(['stash', 'apply', '--quiet', '--index', ref]);
  expect(sample.git(['status', '--porcelain'])).toBe('M  a.txt\n M b.txt\n?? new.txt');
  expect(readFileSync(join(sample.path, 'new.txt'), 'utf8')).toBe('untracked\n');
});

test('a clean workspace needs no rescue, and commits on its branch stay there', async () => {
  const { sample, workspace, remove } = await sampleWorkspace();
  sample.git(['-c', 'user.name=x', 'commit', '--quiet', '--allow-empty', '--message', 'work'], { cwd: workspace.path });
  const tip = sample.git(['rev-parse', 'HEAD'], { cwd: workspace.path });
  expect(valueOf(await remove())).toEqual({ existed: true, rescued: null, rescueRef: null, kept: [], droppedBranch: null });
  expect(sample.git(['rev-parse', workspace.branch])).toBe(tip);
});

test('commits that no branch has are kept, from a detached HEAD as from a rebase that stopped', async () => {
  const { sample, workspace, remove } = await sampleWorkspace();
  sample.git(['checkout', '--quiet', '--detach'], { cwd: workspace.path });
  sample.git(['commit', '--quiet', '--allow-empty', '--message', 'adrift'], { cwd: workspace.path });
  const adrift = sample.git(['rev-parse', 'HEAD'], { cwd: workspace.path });
  expect(valueOf(await remove()).rescued).toBe(adrift);
  expect(sample.git(['rev-parse', ref])).toBe(adrift);
});

test('a merge that stopped with conflicts is saved with its markers', async () => {
  const { sample, workspace, remove } = await sampleWorkspace();
  const other = sample.commit({ 'a.txt': 'other\n' });
  writeFileSync(join(workspace.path, 'a.txt'), 'mine\n');
  sample.git(['commit', '--quiet', '--all', '--message', 'mine'], { cwd: workspace.path });
  expect(() => sample.git(['merge', '--quiet', other], { cwd: workspace.path })).toThrow('merge');
  valueOf(await remove());
  expect(sample.git(['show', `${ref}:a.txt`])).toContain('<<<<<<< HEAD\nmine\n=======\nother\n');
});

test('a folder that is a repository with work of its own is not removed', async () => {
  const { sample, workspace, remove } = await sampleWorkspace();
  const nested = join(workspace.path, 'nested');
  sample.git(['init', '--quiet', nested]);
  writeFileSync(join(nested, 'x'), 'x');
  sample.git(['add', 'x'], { cwd: nested });
  sample.git(['-c', 'user.name=x', '-c', 'user.email=x', 'commit', '--quiet', '--message', 'x'], { cwd: nested });
  expect(await remove()).toMatchObject({ ok: false, failure: { reason: 'work-at-risk', path: workspace.path } });
  expect(existsSync(join(nested, 'x'))).toBe(true);
});

test('links out of a workspace, and folders that are write-protected, go without harm to what is outside', async () => {
  const { sample, infra, workspace, remove } = await sampleWorkspace();
  writeFileSync(join(sample.folder, 'precious'), 'p');
  symlinkSync(sample.folder, join(workspace.path, 'out'));
  mkdirSync(join(workspace.path, 'ignored/deep'), { recursive: true });
  writeFileSync(join(workspace.path, 'ignored/deep/file'), 'x');
  chmodSync(join(workspace.path, 'ignored/deep'), 0o555);
  const { rescued } = valueOf(await remove());
  expect(sample.git(['cat-file', 'blob', `${rescued}:out`])).toBe(sample.folder);
  expect(readFileSync(join(sample.folder, 'precious'), 'utf8')).toBe('p');
  expect(readdirSync(sample.folder).toSorted()).toEqual(['precious', 'sample']);
  expect(listPorts(infra)).toEqual([]);
});
