import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Commit } from '../../../kernel/model.ts';
import { hasSubvolumes, isSubvolume, makeSubvolume, snapshot } from '../../../infra/disk/subvolume.ts';
import { switchTree, type Tree } from '../../../infra/git/check-out.ts';
import { changedPaths, readConversion } from '../../../infra/git/conversion.ts';
import type { Infra } from '../../../infra/infra.ts';
import { discard, halfOf } from './drop-spares.ts';
import { leastIndexBytes, shelfOf, type SpareNote } from './spare-place.ts';

type Wanted = Tree & { commit: Commit };

// A snapshot that differs by more is replaced by one that does not.
const mostChanged = 200;

/** Makes the folder of a worktree that holds nothing but git's own file a subvolume, where snapshots of it could be taken. */
export async function prepareForSnapshots({ repository, path }: Pick<Tree, 'repository' | 'path'>): Promise<void> {
  const size = statSync(join(repository.commonDir, 'index'), { throwIfNoEntry: false })?.size ?? 0;
  if (size < leastIndexBytes || !hasSubvolumes(dirname(path)) || isSubvolume(path)) return;
  await replaceFolder(path, () => makeSubvolume(path));
}

/**
 * Takes a snapshot of the files of a worktree that were just laid, for later ones. Answers whether the worktree is a subvolume: then nothing
 * of it has to be kept when it goes.
 */
export async function keepSnapshot(
  infra: Infra,
  { repository, path, index, commit }: Wanted,
  { isFresh }: { isFresh: boolean },
): Promise<boolean> {
  if (!hasSubvolumes(path) || !isSubvolume(path)) return false;
  if (!isFresh) return true;
  const spare = join(shelfOf(infra, repository), randomUUID());
  const fresh = halfOf(spare, 'new');
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  // Without git's own file, which names this very worktree.
  const own = readFileSync(join(path, '.git'));
  rmSync(join(path, '.git'));
  const isTaken = await snapshot({ from: path, to: join(fresh, 'tree') });
  putBack(path, own);
  if (isTaken) {
    const note: SpareNote = { commit, conversion: await readConversion(repository), isSnapshot: true };
    copyFileSync(index, join(fresh, 'index'));
    writeFileSync(join(fresh, 'spare.json'), JSON.stringify(note));
    renameSync(fresh, spare);
  }
  await discard(infra, fresh);
  return isTaken;
}

/**
 * Makes the folder of a worktree that holds nothing but git's own file a copy of a snapshot, with its index, and changes what differs
 * between their commits. No file is looked at, since nobody works in a snapshot. Answers whether it worked, and whether so much
 * differs that a snapshot of this one should take its place.
 */
export async function takeSnapshot(
  spare: { path: string; note: SpareNote },
  { commit, ...tree }: Wanted,
): Promise<{ isFresh: boolean } | null> {
  const { path, index, repository } = tree;
  const from = spare.note.commit;
  if (!hasSubvolumes(dirname(path))) return null;
  const [conversion, changed] = await Promise.all([readConversion(repository), changedPaths(repository, [from, commit])]);
  if (conversion !== spare.note.conversion || changed === null || changed.some(isAttributes)) return null;
  if (!(await replaceFolder(path, () => snapshot({ from: join(spare.path, 'tree'), to: path })))) return null;
  copyFileSync(join(spare.path, 'index'), index);
  utimesSync(spare.path, new Date(), new Date());
  if (from !== commit && !(await switchTree(tree, { from, to: commit })).ok) return null;
  return { isFresh: changed.length > mostChanged };
}

const isAttributes = (path: string): boolean => /(?:^|\/)\.gitattributes$/.test(path);

/** Puts something else in the place of a folder that holds only git's own file. Where that fails, the folder is as it was. */
async function replaceFolder(path: string, make: () => Promise<boolean>): Promise<boolean> {
  const own = readFileSync(join(path, '.git'));
  rmSync(join(path, '.git'));
  rmdirSync(path);
  const isMade = await make();
  if (!isMade) mkdirSync(path);
  putBack(path, own);
  return isMade;
}

/** Whole or not at all: a worktree without it is begun anew. */
function putBack(path: string, own: Buffer): void {
  writeFileSync(join(path, '.git.fanout-new'), own);
  renameSync(join(path, '.git.fanout-new'), join(path, '.git'));
}
