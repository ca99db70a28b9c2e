import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { checkOut, sweep, type Tree } from '../../../infra/git/check-out.ts';
import { readConversion } from '../../../infra/git/conversion.ts';
import type { Infra } from '../../../infra/infra.ts';
import { exec } from '../../../infra/process/exec.ts';
import { copyIndex } from './copy-index.ts';
import { discard, dropSpares, halfOf } from './drop-spares.ts';
import { leastIndexBytes, plantedIndex, shelfOf, type SpareNote } from './spare-place.ts';

/**
 * Remembers the index of a worktree whose files were just laid, dated as git dated it: what has another time or size than it
 * says was touched since. Where a spare would gain nothing, nothing is remembered.
 */
export function rememberPlanted(infra: Infra, { path, index }: { path: string; index: string }): void {
  const copy = plantedIndex(infra, path);
  rmSync(copy, { force: true });
  if (statSync(index).size < leastIndexBytes) return;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
  copyIndex(index, copy);
}

/**
 * Keeps the files of a released worktree as a spare for a later one, where that gains anything. Every file that was touched
 * since it was laid is that of `commit` again and everything else is removed before it counts as a spare: git's own state,
 * ignored files and packages too. It leaves its place in one step, as a deletion does; what cannot be kept is put back for the
 * caller to delete. Of a repository there are at most so many.
 */
export async function keepSpare(
  infra: Infra,
  { most, ...released }: { repository: Repository; path: string; commit: Commit; most: number },
): Promise<void> {
  const isThere = existsSync(plantedIndex(infra, released.path)) && isFolder(released.path);
  if (most > 0 && isThere) await keep(infra, released);
  await dropSpares(infra, { repository: released.repository, most });
}

async function keep(
  infra: Infra,
  { repository, path, commit }: { repository: Repository; path: string; commit: Commit },
): Promise<void> {
  const spare = join(shelfOf(infra, repository), randomUUID());
  const fresh = halfOf(spare, 'new');
  const [tree, index] = [join(fresh, 'tree'), join(fresh, 'index')];
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  try {
    renameSync(plantedIndex(infra, path), index);
    renameSync(path, tree);
    if (await restore({ repository, path: tree, index, commit })) {
      const note: SpareNote = { commit, conversion: await readConversion(repository) };
      writeFileSync(join(fresh, 'spare.json'), JSON.stringify(note));
      renameSync(fresh, spare);
    } else renameSync(tree, path);
  } catch (error) {
    // A worktree on another file system than our state cannot be moved.
    infra.log.debug({ path, error }, 'no spare is kept');
  }
  await discard(infra, fresh);
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

async function restore({ commit, ...tree }: Tree & { commit: Commit }): Promise<boolean> {
  // Of a repository that somebody made in its place, all that is anybody's work was kept before.
  rmSync(join(tree.path, '.git'), { force: true, recursive: true });
  const restored = await checkOut({ ...tree, commit });
  return restored.ok && (await sweep(tree)).ok && (await isPlain(tree.path));
}

/** Whether no file is to be reached by another name as well, and all folders have the mode that git gives them. */
async function isPlain(path: string): Promise<boolean> {
  const mode = (0o777 & ~process.umask()).toString(8);
  const { exitCode, stdout } = await exec({
    command: 'find',
    args: ['.', '-type', 'f', '-links', '+1', '-o', '-type', 'd', '!', '-perm', mode],
    cwd: path,
    environment: { PATH: process.env['PATH'] ?? '' },
  });
  return exitCode === 0 && stdout === '';
}
