import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { haveSameAttributes, readConversion } from '../../../infra/git/conversion.ts';
import type { Infra } from '../../../infra/infra.ts';
import { copyIndex } from './copy-index.ts';
import { discard, halfOf, listSpares } from './drop-spares.ts';
import type { SpareNote } from './keep-spare.ts';
import { shelfOf } from './spare-place.ts';

/**
 * Puts the files of a spare into a worktree that was just registered and holds nothing but git's own file, and its index where
 * `index` says; the checkout that follows has only to change what differs. Answers whether there was one. Nothing is taken whose
 * files would look different if they were checked out now.
 */
export async function takeSpare(
  infra: Infra,
  { repository, path, index, commit }: { repository: Repository; path: string; index: string; commit: Commit },
): Promise<boolean> {
  for (const spare of listSpares(infra, shelfOf(infra, repository))) {
    const taken = halfOf(spare.path, 'taken');
    try {
      renameSync(spare.path, taken);
    } catch {
      // Another workspace was faster.
      continue;
    }
    const isTaken = (await isSame(taken, { repository, commit })) && lay(taken, { path, index });
    await discard(infra, taken);
    if (isTaken) return true;
  }
  return false;
}

async function isSame(spare: string, { repository, commit }: { repository: Repository; commit: Commit }): Promise<boolean> {
  const note = JSON.parse(readFileSync(join(spare, 'spare.json'), 'utf8')) as SpareNote;
  return note.conversion === (await readConversion(repository)) && haveSameAttributes(repository, [note.commit, commit]);
}

/** The index first; the files come with git's own one among them, so that a kill in between leaves nothing that looks whole. */
function lay(spare: string, { path, index }: { path: string; index: string }): boolean {
  const own = join(path, '.git');
  const text = readFileSync(own);
  const tree = join(spare, 'tree');
  writeFileSync(join(tree, '.git'), text);
  copyIndex(join(spare, 'index'), index);
  rmSync(own);
  try {
    renameSync(tree, path);
    return true;
  } catch {
    // Another file system by now.
    rmSync(index);
    writeFileSync(own, text);
    return false;
  }
}
