import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../../kernel/model.ts';
import type { Checkup } from '../say/checkup.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';

// No git of a person or of ours holds a lock for so long.
const staleMs = 10 * 60_000;

/** Locks that a killed git left in the repository or its worktrees, and that stop every git after it. */
export function examineLocks({ commonDir }: Repository): Checkup {
  const places = [commonDir, ...foldersIn(join(commonDir, 'worktrees'))];
  const stale = places.flatMap((place) => filesIn(place).filter((path) => path.endsWith('.lock') && ageMs(path) > staleMs));
  if (stale.length === 0) return { name: 'locks', state: 'good', finding: 'no git left one behind', mend: null };
  const list = stale.map(sanitiseLine).join('\n');
  const mend = 'When no git is at work there, remove it: `rm` followed by its path.';
  return { name: 'locks', state: 'note', finding: `A git that was killed left a lock:\n${list}`, mend };
}

const foldersIn = (path: string): string[] =>
  entriesOf(path).flatMap((entry) => (entry.isDirectory() ? [join(path, entry.name)] : []));
const filesIn = (path: string): string[] => entriesOf(path).flatMap((entry) => (entry.isFile() ? [join(path, entry.name)] : []));

function entriesOf(path: string): { name: string; isDirectory(): boolean; isFile(): boolean }[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

const ageMs = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
