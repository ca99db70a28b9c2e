import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { placesOf } from '../../../infra/git/worktree-entry.ts';
import { mayBeHeld } from '../../../infra/process/holders.ts';
import type { Repository } from '../../../kernel/model.ts';
import type { Checkup } from '../say/checkup.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';

// No git of a person or of ours holds a lock for so long.
const staleMs = 10 * 60_000;

/** Locks that a killed git left in the repository, its worktrees or on its refs, and that stop every git after it. */
export function examineLocks(repository: Repository): Checkup {
  const { commonDir } = repository;
  const entries = foldersIn(join(commonDir, 'worktrees'));
  const stale = [...[commonDir, ...entries].flatMap(filesIn), ...filesBelow(join(commonDir, 'refs'))].filter(
    (path) => path.endsWith('.lock') && ageMs(path) > staleMs && !mayBeHeld(path, placesOf(repository)),
  );
  if (stale.length === 0) return { name: 'locks', state: 'good', finding: 'no git left one behind', mend: null };
  const list = stale.map(sanitiseLine).join('\n');
  const mend =
    'No git that lives here has it: where none is at work in a container either, remove it: `rm` followed by its path.';
  return { name: 'locks', state: 'note', finding: `A git that was killed left a lock:\n${list}`, mend };
}

const foldersIn = (path: string): string[] =>
  entriesOf(path).flatMap((entry) => (entry.isDirectory() ? [join(path, entry.name)] : []));
const filesIn = (path: string): string[] => entriesOf(path).flatMap((entry) => (entry.isFile() ? [join(path, entry.name)] : []));
const filesBelow = (path: string): string[] => [...filesIn(path), ...foldersIn(path).flatMap(filesBelow)];

function entriesOf(path: string): { name: string; isDirectory(): boolean; isFile(): boolean }[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

const ageMs = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
