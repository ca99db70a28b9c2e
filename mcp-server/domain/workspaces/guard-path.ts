import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { isWithin } from '../../kernel/is-within.ts';
import type { Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { listEntries } from '../../infra/git/worktree-entry.ts';

interface Place {
  repository: Repository;
  path: string;
}

/**
 * Refuses a path for a worktree that is not plain and absolute, that lies in or around the repository or another of its
 * worktrees, or that leads through a symbolic link or a file. Changes nothing.
 */
export function checkPath({ repository, path }: Place): Result<void, 'path-in-use'> {
  const refuse = (detail: string) => fail({ reason: 'path-in-use', path, detail });
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (!isAbsolute(path) || normalize(path) !== path || /[\x00-\x1f\x7f]/.test(path))
    return refuse('it is no plain absolute path');
  for (const taken of takenFolders(repository, path)) {
    if (isWithin(taken, path) || isWithin(path, taken)) return refuse(`${taken} is a worktree or its repository`);
  }
  for (const folder of foldersAbove(path)) {
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) return refuse(`${folder} is a symbolic link`);
    if (stat && !stat.isDirectory()) return refuse(`${folder} is not a folder`);
  }
  return ok(undefined);
}

/** Makes the folder above a worktree, for this user alone, after looking at the way once more. */
export function makeParent({ repository, path }: Place): Result<void, 'path-in-use'> {
  const parent = dirname(path);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  if (process.getuid !== undefined && statSync(parent).uid !== process.getuid())
    return fail({ reason: 'path-in-use', path, detail: `${parent} belongs to another user` });
  return checkPath({ repository, path });
}

/** The repository and its other worktrees. The one that is already registered at `path` is not in the way. */
const takenFolders = (repository: Repository, path: string): string[] => [
  repository.commonDir,
  ...(repository.mainWorktree === null ? [] : [repository.mainWorktree]),
  ...listEntries(repository).flatMap((entry) => (entry.path === null || entry.path === path ? [] : [entry.path])),
];

/** `/a`, `/a/b` and `/a/b/c` for `/a/b/c`. */
const foldersAbove = (path: string): string[] => {
  const parts = path.split(sep).filter((part) => part !== '');
  return parts.map((_, at) => join(sep, ...parts.slice(0, at + 1)));
};
