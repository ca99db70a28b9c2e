import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { changedFiles, diffStat, readDiff } from '../../../infra/git/diff.ts';
import { worktreeStatus } from '../../../infra/git/status.ts';
import type { Infra } from '../../../infra/infra.ts';
import { taskDirectory } from '../work/directories.ts';
import { findPlace } from './find-place.ts';

/** What a worktree's commits changed since its base. */
export interface WrittenDiff {
  base: Commit;
  commit: Commit;
  insertions: number;
  deletions: number;
  files: string[];
  /** Paths with changes that are not committed and so not in the patch. */
  uncommitted: string[];
  patchPath: string;
}

/** Writes what a worktree's commits changed to a patch file, and says how much that is. */
export async function writeDiff(infra: Infra, { path }: { path: string }): Promise<Result<WrittenDiff>> {
  const place = await findPlace(infra, { path });
  if (!place.ok) return place;
  const { repository, base, head: commit, run, task } = place.value;
  const range = { repository, base, commit };
  const [stat, files, patch] = [await diffStat(range), await changedFiles(range), await readDiff(range)];
  if (!stat.ok) return stat;
  if (!files.ok) return files;
  if (!patch.ok) return patch;
  const status = await worktreeStatus({ path: place.value.path, base });
  if (!status.ok) return status;
  const folder = taskDirectory(infra, { run: { run }, task: { key: task } });
  const patchPath = join(folder, `${commit.slice(0, 12)}.diff`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(patchPath, patch.value, { mode: 0o600 });
  const { insertions, deletions } = stat.value;
  return ok({ base, commit, insertions, deletions, files: files.value, uncommitted: status.value.dirtyFiles, patchPath });
}
