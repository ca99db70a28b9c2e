import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Repository } from '../../kernel/model.ts';

/** What a repository keeps about one linked worktree: its own folder below `<commonDir>/worktrees`. */
export interface WorktreeEntry {
  /** The folder that holds the worktree's HEAD and index. */
  directory: string;
  /** Where the worktree is, or null in an entry that does not say. */
  path: string | null;
  /** Whether a killed `git worktree add` left it unfinished. One such entry can stop git in the whole repository. */
  isHalfMade: boolean;
}

/** All entries, read without git, which refuses to list any when one is damaged. */
export function listEntries({ commonDir }: Repository): WorktreeEntry[] {
  const root = join(commonDir, 'worktrees');
  if (!existsSync(root)) return [];
  return readdirSync(root).map((name) => entryIn(join(root, name)));
}

/** The entry of the worktree at `path`, or null when none is registered there. */
export function findEntry(repository: Repository, path: string): WorktreeEntry | null {
  // A repository may have hundreds; the worktree itself says which is its own, and the entry whether that is so.
  const named = /^gitdir: (.+)$/m.exec(read(join(path, '.git')))?.[1];
  const own = named !== undefined && dirname(named) === join(repository.commonDir, 'worktrees') ? entryIn(named) : null;
  if (own?.path === path) return own;
  return listEntries(repository).find((entry) => entry.path === path) ?? null;
}

function entryIn(directory: string): WorktreeEntry {
  const gitFile = read(join(directory, 'gitdir'));
  const path = gitFile === '' ? null : dirname(resolve(directory, gitFile));
  return {
    directory,
    path,
    // Most who look for an entry only ask where it is.
    get isHalfMade() {
      return path === null || !isWhole(directory);
    },
  };
}

/** Every folder in which a git may be at work for a repository. */
export const placesOf = (repository: Repository): string[] =>
  [repository.commonDir, repository.mainWorktree, ...listEntries(repository).map(({ path }) => path)].filter(
    (path) => path !== null,
  );

/** Forgets a worktree: its HEAD, its index and its reflog go. Refs and objects stay. */
export function removeEntry(entry: WorktreeEntry): void {
  rmSync(entry.directory, { recursive: true, force: true });
  try {
    // As git does when the last linked worktree goes.
    rmdirSync(dirname(entry.directory));
  } catch {
    // Others are left.
  }
}

// An entry that does not say where its worktree is may be one that another git is making at this moment.
const abandonedAfterMs = 10_000;

/**
 * Removes the entries of worktrees that are ours and that a kill left unfinished, or whose folder is gone; and those that do
 * not say where they belong, are named like `path`, and have not changed for ten seconds. The caller holds the mutex of the
 * repository's worktrees.
 */
export function removeDeadEntries({
  repository,
  path,
  isOurs,
}: {
  repository: Repository;
  path: string;
  isOurs: (path: string) => boolean;
}): void {
  for (const entry of listEntries(repository)) {
    const isDead =
      entry.path === null
        ? isNamedAfter(entry.directory, path) && Date.now() - statSync(entry.directory).mtimeMs > abandonedAfterMs
        : isOurs(entry.path) && (entry.isHalfMade || !existsSync(entry.path));
    if (isDead) removeEntry(entry);
  }
}

/** An entry that stops git, and what became of it: its `commondir` is written anew, or it is forgotten. */
export interface Repair {
  directory: string;
  kind: 'mended' | 'forgotten';
}

/**
 * Finds entries that a kill left half-made and that nobody has touched for a minute, whoever made them: an empty `commondir` or a
 * HEAD of zeros stops git in the whole repository. Where files stand in the worktree, `commondir` is written anew; where none do,
 * the entry is forgotten. With `dryRun` it only looks. The caller holds the mutex of the repository's worktrees.
 */
export function repairEntries(repository: Repository, { dryRun }: { dryRun: boolean }): Repair[] {
  const repairs: Repair[] = [];
  for (const entry of listEntries(repository)) {
    const { directory, path, isHalfMade } = entry;
    if (!isHalfMade || Date.now() - statSync(directory).mtimeMs < forgottenAfterMs) continue;
    const hasFiles = path !== null && existsSync(path) && readdirSync(path).some((name) => name !== '.git');
    if (hasFiles && read(join(directory, 'commondir')) !== '') continue;
    repairs.push({ directory, kind: hasFiles ? 'mended' : 'forgotten' });
    if (dryRun) continue;
    if (hasFiles) writeFileSync(join(directory, 'commondir'), '../..\n');
    else removeEntry(entry);
  }
  return repairs;
}

// A checkout of the largest repository writes its entry within seconds.
const forgottenAfterMs = 60_000;

const isWhole = (directory: string): boolean =>
  read(join(directory, 'commondir')) !== '' &&
  /^(?:ref: refs\/|(?!0+$)[0-9a-f]{40,64}$)/.test(read(join(directory, 'HEAD'))) &&
  read(join(directory, 'locked')) !== 'initializing';

const isNamedAfter = (directory: string, path: string): boolean =>
  basename(directory).replace(/\d+$/, '') === basename(path).replace(/\d+$/, '');

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
