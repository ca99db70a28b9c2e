import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasSubvolumes, isSubvolume, makeSubvolume, snapshot } from '../../../infra/disk/subvolume.ts';
import type { Infra } from '../../../infra/infra.ts';
import { withLock } from '../../../infra/store/lock.ts';
import { copyTree, mayClone, type FileMeans, type Means } from './copy-tree.ts';
import { patchedPackages, setWritable, splitModules, type Parts } from './linkable.ts';
import { isMounted, layOverlay } from './overlay.ts';

/** Installed packages that are kept: the folders that they came from, relative to their worktree, in order. */
interface Kept {
  manager: string;
  folders: string[];
  /** Whether its files are write-protected, so that they may be linked. */
  frozen: boolean;
  /** Of frozen ones, what of each folder is linked and what is copied all the same. */
  parts: Parts[];
}

/** One set of packages in the pool. Those to be linked are kept apart from those to be copied. */
export interface Place {
  key: string;
  links: boolean;
}

/** The folder of all pools. */
export const poolRoot = ({ home }: Infra): string => join(home, 'dependencies');

const placeOf = (infra: Infra, { key, links }: Place): string => join(poolRoot(infra), links ? `${key}-frozen` : key);

/** The lock that whoever fills a place holds. */
export const poolLock = (infra: Infra, { key }: Pick<Place, 'key'>): string =>
  join(infra.home, 'locks', `dependencies-${key}.db`);

// Whoever mounts a set and whoever drops one do so one after the other.
const withUse = <T>(infra: Infra, work: () => Promise<T>) =>
  withLock(infra.clock, { path: join(infra.home, 'locks', 'dependencies-use.db'), patienceMs: 60_000 }, work);

/** Whether links may be used at all: a file without write permission is nevertheless written by root. */
export const mayLink = (): boolean => process.getuid !== undefined && process.getuid() !== 0;

/** Whether the pool has these packages. */
export const isKept = (infra: Infra, place: Place): boolean => readKept(infra, place) !== null;

/**
 * Lays kept packages into a worktree that has none yet, and answers by which means; null when there are none or it did not work,
 * and then nothing of them is left in the worktree. `overlay` asks for mounts, and is told why there are none.
 */
export async function takeFromPool(
  infra: Infra,
  place: Place,
  { path, overlay }: { path: string; overlay?: ((refusal: string) => void) | null },
): Promise<Means | null> {
  const kept = readKept(infra, place);
  if (kept === null) return null;
  const root = placeOf(infra, place);
  // The oldest go first when there are too many.
  utimesSync(root, new Date(), new Date());
  if (await snapshotAll(root, kept, { path })) return 'snapshot';
  if (overlay) {
    const laid = await withUse(infra, async () =>
      isKept(infra, place) ? layOverlay(infra, { path, from: root, folders: kept.folders }) : 'the packages were just dropped',
    );
    const refusal = laid.ok ? laid.value : 'the pool is busy';
    if (refusal === null) return 'overlay';
    overlay(refusal);
  }
  const by: FileMeans = mayClone({ file: join(root, 'kept.json'), folder: path })
    ? 'clone'
    : kept.frozen && isSameDisk(root, path)
      ? 'link'
      : 'copy';
  for (const [at, folder] of kept.folders.entries()) {
    // What an install that was killed left there.
    await rm(join(path, folder), { recursive: true, force: true });
    if (await lay({ from: join(root, String(at)), to: join(path, folder), by, kept, parts: kept.parts[at] })) continue;
    for (const laid of kept.folders) await rm(join(path, laid), { recursive: true, force: true });
    return null;
  }
  return by;
}

/** Copies all folders in one step each, where each was kept as a subvolume. Where one fails, they are laid file by file. */
async function snapshotAll(root: string, { folders }: Kept, { path }: { path: string }): Promise<boolean> {
  for (const [at, folder] of folders.entries()) {
    const [from, to] = [join(root, String(at)), join(path, folder)];
    if (!isSubvolume(from) || !hasSubvolumes(path)) return false;
    await rm(to, { recursive: true, force: true });
    if (!(await snapshot({ from, to }))) return false;
  }
  return true;
}

async function lay({
  from,
  to,
  by,
  kept,
  parts,
}: {
  from: string;
  to: string;
  by: FileMeans;
  kept: Kept;
  parts: Parts | undefined;
}): Promise<boolean> {
  const { link = [], copy } = by === 'link' ? (parts ?? {}) : {};
  if (!(await copyTree({ from, to, by: by === 'link' ? 'copy' : by, ...(copy ? { only: copy } : {}) }))) return false;
  if (kept.frozen) await setWritable({ folder: to, writable: true });
  return by !== 'link' || copyTree({ from, to, by, only: link });
}

const patchFiles = (path: string): string[] => (existsSync(join(path, 'patches')) ? readdirSync(join(path, 'patches')) : []);

/** Keeps the packages of a worktree for others. The caller holds the lock of the place. Says whether it worked. */
export async function giveToPool(
  infra: Infra,
  place: Place,
  { path, manager, folders }: { path: string; manager: string; folders: string[] },
): Promise<boolean> {
  const root = placeOf(infra, place);
  if (isMounted(infra, root)) return false;
  const fresh = `${root}.new`;
  await rm(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  const patched = patchedPackages(patchFiles(path));
  const isWhole = hasSubvolumes(fresh) && (await makeAll(fresh, folders));
  // What is copied in one step needs no protection.
  const frozen = place.links && !isWhole;
  const parts = frozen ? folders.map((folder) => splitModules({ folder: join(path, folder), patched })) : [];
  const kept: Kept = { manager, folders, frozen, parts };
  writeFileSync(join(fresh, 'kept.json'), JSON.stringify(kept));
  const by: FileMeans = mayClone({ file: join(fresh, 'kept.json'), folder: path }) ? 'clone' : 'copy';
  for (const [at, folder] of folders.entries()) {
    if (!(await copyTree({ from: join(path, folder), to: join(fresh, String(at)), by }))) {
      await rm(fresh, { recursive: true, force: true });
      return false;
    }
  }
  if (frozen) await setWritable({ folder: fresh, writable: false });
  await rm(root, { recursive: true, force: true });
  renameSync(fresh, root);
  await dropOldest(infra, root);
  return true;
}

async function makeAll(fresh: string, folders: readonly string[]): Promise<boolean> {
  for (const at of folders.keys()) if (!(await makeSubvolume(join(fresh, String(at))))) return false;
  return true;
}

// As many sets of packages as a person's repositories have branches at work; a set is some hundred megabytes.
const most = 8;

async function dropOldest(infra: Infra, newest: string): Promise<void> {
  const places = readdirSync(poolRoot(infra))
    .filter((name) => !name.endsWith('.new'))
    .map((name) => join(poolRoot(infra), name))
    .map((place) => ({ place, usedAt: statSync(place).mtimeMs }))
    .toSorted((a, b) => b.usedAt - a.usedAt);
  for (const { place } of places.slice(most)) {
    if (place === newest) continue;
    const dropped = await withUse(infra, async () => {
      if (isMounted(infra, place)) return false;
      // Renamed first, so that nobody takes half of it.
      renameSync(place, `${place}.new`);
      return true;
    });
    if (dropped.ok && dropped.value) await rm(`${place}.new`, { recursive: true, force: true });
  }
}

function readKept(infra: Infra, place: Place): Kept | null {
  try {
    return JSON.parse(readFileSync(join(placeOf(infra, place), 'kept.json'), 'utf8')) as Kept;
  } catch {
    return null;
  }
}

const isSameDisk = (one: string, other: string): boolean => statSync(one).dev === statSync(dirname(other)).dev;
