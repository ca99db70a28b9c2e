import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest } from '../../kernel/id.ts';
import type { Doubt } from '../../kernel/failure.ts';
import type { Commit } from '../../kernel/model.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Installed } from './dependencies/install.ts';
import { plantedIndex } from './spares/spare-place.ts';

/**
 * What we know of a worktree that we made, written before git is asked. It says what may be removed by us at all, and how far
 * a creation came that was killed.
 *
 * ```
 *  adding ─▶ filled ─▶ ready
 *    │         └ files checked out; setup may have run in part
 *    └ nobody has worked there, so whatever is there may go
 * ```
 */
export interface WorkspaceRecord {
  path: string;
  commonDir: string;
  branch: string | null;
  base: Commit;
  stage: 'adding' | 'filled' | 'ready';
  /** Whether packages were asked for; absent before anything was. */
  setup?: boolean;
  /** The commit whose files were laid into it, and how many spares of its repository may be kept when it goes. */
  laid?: Commit;
  spares?: number;
  /** What we installed, and what of its proof was not found; the latter only where the configuration goes on all the same. */
  installed?: Installed[];
  doubts?: Doubt[];
  /** The ignored files that were laid into it, so that changed ones are saved when it goes. */
  planted?: Record<string, string>;
}

const file = ({ home }: Pick<Infra, 'home'>, path: string): string => join(home, 'workspaces', `${digest(path, 32)}.json`);

/** The record of the worktree at `path`, or null when it is not one of ours. */
export function readRecord(infra: Infra, path: string): WorkspaceRecord | null {
  try {
    const record = JSON.parse(readFileSync(file(infra, path), 'utf8')) as WorkspaceRecord;
    return record.path === path ? record : null;
  } catch {
    return null;
  }
}

/** The records of all worktrees that we made in a repository. */
export function listRecords({ home }: Infra, { commonDir }: { commonDir: string }): WorkspaceRecord[] {
  const folder = join(home, 'workspaces');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return names.flatMap((name) => {
    try {
      const record = JSON.parse(readFileSync(join(folder, name), 'utf8')) as WorkspaceRecord;
      return record.commonDir === commonDir ? [record] : [];
    } catch {
      return [];
    }
  });
}

/** Writes a record, whole or not at all. */
export function writeRecord(infra: Pick<Infra, 'home'>, record: WorkspaceRecord): void {
  const path = file(infra, record.path);
  mkdirSync(join(infra.home, 'workspaces'), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
}

/** Forgets a worktree: last of all that it was ours. */
export function deleteRecord(infra: Infra, path: string): void {
  for (const one of [plantedIndex(infra, path), file(infra, path)]) rmSync(one, { force: true });
}
