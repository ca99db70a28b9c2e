import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { removePassedFolders } from '../../infra/process/passing-folder.ts';
import { deleteFolder } from './delete-folder.ts';
import { overlayRoot, removeOverlay } from './dependencies/overlay.ts';
import { sweepPool } from './dependencies/sweep-pool.ts';
import { discard, listHalfSpares } from './spares/drop-spares.ts';

/**
 * Finds what kills left in the state folder: spares and sets of packages that were being made, taken or deleted, and what belongs
 * to no workspace. Deletes it unless `dryRun`, and answers the paths. Git directories of one moment, which the next process would
 * remove anyway, go without a word.
 */
export async function sweepState(infra: Infra, { dryRun }: { dryRun: boolean }): Promise<string[]> {
  const halves = listHalfSpares(infra);
  const ownerless = listOwnerless(infra);
  const pooled = await sweepPool(infra, { dryRun });
  if (!dryRun) {
    removePassedFolders();
    for (const path of halves) await discard(infra, path);
    for (const path of ownerless) await (dirname(path) === overlayRoot(infra) ? removeOverlay(infra, path) : deleteFolder(path));
  }
  return [...halves, ...pooled, ...ownerless];
}

// No review, replay or check of a merge is without a process for so long.
const forgottenMs = 3600_000;

/** Temporary folders, layers of mounts and output of services whose workspace is nowhere recorded. */
function listOwnerless({ home, clock }: Infra): string[] {
  // Records, temporary folders, layers and services are named after the same path, at different lengths.
  const known = list(join(home, 'workspaces')).map((name) => basename(name, '.json'));
  return ['tmp', 'overlays', 'services'].flatMap((kind) =>
    list(join(home, kind))
      .filter((name) => !known.some((one) => one.startsWith(name)))
      .map((name) => join(home, kind, name))
      .filter((path) => clock.now() - statSync(path).ctimeMs > forgottenMs),
  );
}

const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
