import { existsSync, renameSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asRunId } from '../../kernel/id.ts';
import { deleteSubvolume, isSubvolume } from '../../infra/disk/subvolume.ts';
import { exec } from '../../infra/process/exec.ts';

/**
 * Deletes a folder, in one step as far as its name is concerned: it is renamed first, so that no kill leaves half of it in its
 * place. Finishes a deletion that was killed. Links are removed, never followed.
 */
export async function deleteFolder(path: string): Promise<void> {
  const doomed = join(dirname(path), `.${basename(path)}.removing`);
  await erase(doomed);
  if (!existsSync(path)) return;
  renameSync(path, doomed);
  await erase(doomed);
}

/** Removes the run's folder above a deleted worktree, and the default root above that, as far as they are empty. */
export async function removeEmptyParents(path: string): Promise<void> {
  const [run, root] = [dirname(path), dirname(dirname(path))];
  try {
    // A folder that the person named, such as `worktrees` of the configuration, is theirs and stays.
    if (asRunId(basename(run)) !== null) await rmdir(run);
    if (root.endsWith('.fanout')) await rmdir(root);
  } catch {
    // Not empty, or gone already.
  }
}

async function erase(folder: string): Promise<void> {
  if (isSubvolume(folder) && (await deleteSubvolume(folder))) return;
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    // Some tools write-protect the folders that they install into.
    await exec({
      command: 'chmod',
      args: ['-R', 'u+rwX', folder],
      cwd: dirname(folder),
      environment: { PATH: process.env['PATH'] ?? '' },
    });
    await rm(folder, { recursive: true, force: true });
  }
}
