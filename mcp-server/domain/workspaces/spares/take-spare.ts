import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { haveSameAttributes, readConversion } from '../../../infra/git/conversion.ts';
import type { Infra } from '../../../infra/infra.ts';
import { copyIndex } from './copy-index.ts';
import { discard, halfOf, listSpares } from './drop-spares.ts';
import { takeSnapshot } from './snapshots.ts';
import { shelfOf, type SpareNote } from './spare-place.ts';

/** What was found for a worktree: nothing, files that a checkout has yet to look through, those of the very commit, or all that it needs. */
export type Taken = 'none' | 'spare' | 'same' | { isFresh: boolean };

/**
 * Puts the files of a spare into a worktree that was just registered and holds nothing but git's own file, and its index where
 * `index` says; the checkout that follows has only to change what differs. Where a
 * snapshot could be copied whole, nothing is left to do. Nothing is taken whose files would look different if they were checked out now.
 */
export async function takeSpare(
  infra: Infra,
  { repository, path, index, commit }: { repository: Repository; path: string; index: string; commit: Commit },
): Promise<Taken> {
  const tree = { repository, path, index };
  for (const spare of listSpares(infra, shelfOf(infra, repository))) {
    const note = readNote(spare.path);
    if (note?.isSnapshot) {
      const copied = await takeSnapshot({ path: spare.path, note }, { ...tree, commit });
      if (copied !== null) return copied;
      if (!isUntouched(path)) return 'spare';
      continue;
    }
    const taken = halfOf(spare.path, 'taken');
    try {
      renameSync(spare.path, taken);
    } catch {
      // Another workspace was faster.
      continue;
    }
    const isTaken = (await isSame(taken, { repository, commit })) && lay(taken, { path, index });
    await discard(infra, taken);
    if (isTaken) return note?.commit === commit ? 'same' : 'spare';
  }
  return 'none';
}

async function isSame(spare: string, { repository, commit }: { repository: Repository; commit: Commit }): Promise<boolean> {
  const note = readNote(spare);
  if (note?.conversion !== (await readConversion(repository))) return false;
  return note.commit === commit || haveSameAttributes(repository, [note.commit, commit]);
}

/** Null for one that somebody took or deleted meanwhile. */
function readNote(spare: string): SpareNote | null {
  try {
    return JSON.parse(readFileSync(join(spare, 'spare.json'), 'utf8')) as SpareNote;
  } catch {
    return null;
  }
}

/** Whether a worktree holds nothing but git's own file. */
export const isUntouched = (path: string): boolean => readdirSync(path).every((name) => name === '.git');

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
