import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isBelow, listCandidates, resolved, type Candidate } from './candidates.ts';
import { hasProc } from './identity.ts';
import { cwdId, fileId, hasOpen, listPids } from './proc.ts';
import { runPs } from './ps.ts';

// Start times and the clock by which files are dated differ by less.
const slackMs = 1_000;

/**
 * Whether a living process may hold a lock file of git: it has the file open, or it is a git as old as the file that works in one
 * of the folders, by where it stands or by what it was told, or that cannot be looked at. git closes a lock long before it lets go
 * of it, so that nobody has it open is no proof. What runs outside of the container that we are in is not seen.
 */
export function mayBeHeld(lock: string, folders: readonly string[]): boolean {
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (!stat) return false;
  const ageMs = Date.now() - stat.mtimeMs - slackMs;
  const places = folders.map((path) => ({ path: resolved(path), id: fileId(path) }));
  return isOpen(lock) || listCandidates().some((one) => one.ageMs >= ageMs && isGitAt(one, places));
}

const isOpen = (path: string): boolean =>
  hasProc ? listPids().some((pid) => hasOpen(pid, path)) : runPs('lsof', ['-t', '--', path]) !== '';

interface Place {
  path: string;
  /** By which it is known in another container. */
  id: string | null;
}

// Watchers and readers, which live as long as a person looks at something, and lock nothing.
const harmless = new Set(['fsmonitor--daemon', 'daemon', 'credential-cache--daemon', 'cat-file', 'log', 'show']);

function isGitAt(one: Candidate, places: readonly Place[]): boolean {
  const [program = '', ...rest] = one.arguments();
  // What else writes repositories has its locks open until it lets go of them.
  if (!/^git(?:$|-)/.test(basename(program))) return false;
  const said = rest.findIndex((argument, at) => !argument.startsWith('-') && !['-c', '-C'].includes(rest[at - 1] ?? ''));
  if (harmless.has(rest[said] ?? '')) return false;
  const cwd = one.cwd();
  if (cwd === null) return true;
  const named = one.environment().flatMap((entry) => /^GIT_DIR=(.+)/.exec(entry)?.[1] ?? []);
  const told = [...named, ...rest.map((argument) => argument.replace(/^--git-dir=/, ''))];
  const paths = [cwd, ...told.map((path) => resolved(resolve(cwd, path)))];
  const id = hasProc ? cwdId(one.pid) : null;
  return places.some((place) => (id !== null && place.id === id) || paths.some((path) => isBelow(path, place.path)));
}
