import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import type { Repository } from '../../kernel/model.ts';
import { branchPrefix, refPrefix } from '../../kernel/names.ts';
import { mayBeHeld } from '../process/holders.ts';
import { stateOfMaker } from '../process/maker.ts';
import { git, type GitAnswer } from './git.ts';
import { inRepository } from './in-repository.ts';
import { leaveNote, notesIn } from './ref-notes.ts';
import { placesOf } from './worktree-entry.ts';

/**
 * Calls git to change refs. While it is at work a note in the git directory says so, so that whoever finds the note of a process
 * that is dead knows that its git may have left locks. Where locks are in the way they are waited for, and git is asked again.
 */
export async function changeRefs(repository: Repository, args: string[]): Promise<GitAnswer> {
  const note = leaveNote(repository);
  const call = { ...inRepository(repository), args };
  try {
    const answer = await git(call);
    const wasLocked = answer.exitCode !== 0 && (await outwait(repository, { sinceMs: note?.atMs ?? Infinity }));
    return wasLocked ? await git(call) : answer;
  } finally {
    if (note) drop(note.path);
  }
}

/**
 * Removes the locks that a process of ours left on refs when it died while it changed some: those of our own refs, and
 * `packed-refs.lock` when it came after that process had begun. What somebody may hold is waited for, for some seconds.
 */
export async function unlockRefs(repository: Repository): Promise<void> {
  for (const { path, mark, atMs } of notesIn(repository)) {
    const state = stateOfMaker(mark);
    if (state === 'gone') await outwait(repository, { sinceMs: atMs });
    // One of another container is no longer at it, and who was there knows best what it left.
    if (state === 'gone' || (state === 'unknown' && Date.now() - atMs > forgottenMs)) drop(path);
  }
}

/** The same for what a session left whose own git may have died since it began, when nothing of the session lives any more. */
export const unlockRefsSince = (repository: Repository, sinceMs: number): Promise<boolean> => outwait(repository, { sinceMs });

/** Removes the lock of one of our refs, whatever its age, when the caller knows that nobody else has reason to hold it. */
export function removeRefLock({ commonDir }: Repository, ref: string): void {
  if (ref.startsWith(branchPrefix) || ref.startsWith(refPrefix)) rmSync(join(commonDir, `${ref}.lock`), { force: true });
}

// git holds the lock of a ref for milliseconds; only a kill leaves one that is older than this.
const staleMs = 5_000;
// Somebody at work for longer than this does not let us go on.
const patienceMs = 2 * staleMs;
const forgottenMs = 3_600_000;

/**
 * Waits until nothing is locked that we change: who holds a lock lets go, or it is so old as only a kill leaves one, no git that
 * lives may hold it, and it is removed. Says whether there was a lock.
 */
async function outwait(repository: Repository, { sinceMs }: { sinceMs: number }): Promise<boolean> {
  const untilMs = systemClock.elapsed() + patienceMs;
  for (let wasLocked = false; ; wasLocked = true) {
    const locks = locksIn(repository, sinceMs);
    if (locks.length === 0 || systemClock.elapsed() > untilMs) return wasLocked;
    for (const lock of locks) if (isStale(repository, lock)) drop(lock);
    await systemClock.sleep(50);
  }
}

/** Removes a file; what a read-only disk keeps is found again. */
function drop(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // git says why when it is asked to change anything here.
  }
}

const isStale = (repository: Repository, lock: string): boolean =>
  Date.now() - dateOf(lock) > staleMs && !mayBeHeld(lock, placesOf(repository));

/** The locks of our refs, and that of the packed ones where it is not older than `sinceMs`. */
function locksIn({ commonDir }: Repository, sinceMs: number): string[] {
  const own = [branchPrefix, refPrefix].flatMap((prefix) => lockFilesBelow(join(commonDir, prefix)));
  const packed = join(commonDir, 'packed-refs.lock');
  return existsSync(packed) && dateOf(packed) >= sinceMs ? [...own, packed] : own;
}

/** Since the epoch; 0 for what is gone. */
const dateOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function lockFilesBelow(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.lock')).map((name) => join(folder, name));
  } catch {
    // A folder in it is gone that was there a moment ago, or it was never there.
    return existsSync(folder) ? lockFilesBelow(folder) : [];
  }
}
