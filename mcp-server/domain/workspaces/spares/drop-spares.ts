import { existsSync, readdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '../../../kernel/model.ts';
import { deleteSubvolume, isSubvolume } from '../../../infra/disk/subvolume.ts';
import type { Infra } from '../../../infra/infra.ts';
import { makerMark, stateOfMaker } from '../../../infra/process/maker.ts';
import { shelfOf, spareRoot } from './spare-place.ts';

// A week without a new workspace: the repository rests, or is gone.
const unusedMs = 7 * 24 * 3_600_000;

/**
 * Deletes the spares of a repository beyond the `most` newest, those of any repository that nobody wanted for a week, and what a
 * kill left of one.
 */
export async function dropSpares(infra: Infra, { repository, most }: { repository: Repository; most: number }): Promise<void> {
  for (const name of list(spareRoot(infra))) {
    const shelf = join(spareRoot(infra), name);
    const kept = shelf === shelfOf(infra, repository) ? most : Number.POSITIVE_INFINITY;
    for (const [nth, { path, ageMs }] of listSpares(infra, shelf).entries())
      if (nth >= kept || ageMs > unusedMs) await erase(infra, path);
    for (const half of listHalf(infra, shelf)) await discard(infra, half);
    removeEmpty(shelf);
  }
  removeEmpty(spareRoot(infra));
}

/** The name of a spare while something is done with it, which says by which process. */
export const halfOf = (spare: string, doing: 'new' | 'taken' | 'removing'): string => `${spare}.${makerMark()}.${doing}`;

/** What kills left of spares that were being made, taken or deleted, of all repositories. */
export const listHalfSpares = (infra: Infra): string[] =>
  list(spareRoot(infra)).flatMap((name) => listHalf(infra, join(spareRoot(infra), name)));

// Keeping and taking a spare take seconds; what is unfinished after an hour, in whatever container, was killed.
const unfinishedMs = 3_600_000;

const listHalf = (infra: Infra, shelf: string): string[] =>
  list(shelf).flatMap((name) => {
    const [, mark, doing] = name.split('.');
    const path = join(shelf, name);
    if (doing === undefined) return [];
    return stateOfMaker(mark ?? '') === 'gone' || ageOf(infra, path) > unfinishedMs ? [path] : [];
  });

/** The spares on a shelf, the youngest first. Those that are being made or taken have a dot in their name. */
export const listSpares = (infra: Infra, shelf: string): { path: string; ageMs: number }[] =>
  list(shelf)
    .filter((name) => !name.includes('.'))
    .map((name) => ({ path: join(shelf, name), ageMs: ageOf(infra, join(shelf, name)) }))
    .toSorted((one, other) => one.ageMs - other.ageMs);

/** Renamed first, so that nobody takes half of it. */
async function erase(infra: Infra, path: string): Promise<void> {
  if (!existsSync(path)) return;
  const doomed = halfOf(path, 'removing');
  renameSync(path, doomed);
  await discard(infra, doomed);
}

/** Deletes what is no spare, or no longer. What resists stays for the next time: no removal of a worktree fails by it. */
export async function discard(infra: Infra, path: string): Promise<void> {
  try {
    if (isSubvolume(join(path, 'tree'))) await deleteSubvolume(join(path, 'tree'));
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    infra.log.warn({ path, error }, 'what was to be a spare could not be deleted');
  }
}

const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

const ageOf = ({ clock }: Infra, path: string): number =>
  clock.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? clock.now());

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or gone already.
  }
}
