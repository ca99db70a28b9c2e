import { constants, copyFileSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../infra/git/git.ts';

const includeFile = '.worktreeinclude';

/**
 * Copies the files that `.worktreeinclude` names, in the syntax of `.gitignore`, from the person's checkout into a worktree:
 * only such as git ignores, never over a file that is there, never a symbolic link and never through one. Answers how many.
 */
export async function copyIncluded({ from, to }: { from: string; to: string }): Promise<number> {
  return (await listIncluded(from)).filter((name) => copyOne(name, { from, to })).length;
}

/** The files in a checkout that `.worktreeinclude` names and git ignores, as bytes, relative. */
export async function listIncluded(checkout: string): Promise<Buffer[]> {
  if (!existsSync(join(checkout, includeFile))) return [];
  const named = await git({ cwd: checkout, args: ['ls-files', '-z', '--others', '--ignored', `--exclude-from=${includeFile}`] });
  if (named.bytes.length === 0) return [];
  // Exit code 1 says that none is ignored.
  const ignored = await git({ cwd: checkout, args: ['check-ignore', '-z', '--stdin'], input: named.bytes });
  return splitAtNul(ignored.bytes);
}

/** Names are bytes: not every file's name is UTF-8. */
function splitAtNul(bytes: Buffer): Buffer[] {
  const names: Buffer[] = [];
  for (let start = 0, end = bytes.indexOf(0); end >= 0; start = end + 1, end = bytes.indexOf(0, start))
    names.push(bytes.subarray(start, end));
  return names;
}

function copyOne(name: Buffer, { from, to }: { from: string; to: string }): boolean {
  const source = below(from, name);
  const target = below(to, name);
  if (!lstatSync(source, { throwIfNoEntry: false })?.isFile()) return false;
  if (lstatSync(target, { throwIfNoEntry: false }) || !makeFolders(to, name)) return false;
  copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  return true;
}

/** Makes the folders above a file, and says whether all of them are folders of the worktree itself. */
function makeFolders(root: string, name: Buffer): boolean {
  for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
    const folder = below(root, name.subarray(0, slash));
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (!stat) mkdirSync(folder);
    else if (!stat.isDirectory()) return false;
  }
  return true;
}

const below = (folder: string, name: Buffer): Buffer => Buffer.concat([Buffer.from(`${folder}/`), name]);
