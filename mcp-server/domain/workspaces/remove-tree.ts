import { existsSync } from 'node:fs';
import type { Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { listEntries, removeEntry } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import { dropDatabases } from './databases/drop-databases.ts';
import { deleteFolder, removeEmptyParents } from './delete-folder.ts';
import { overlayFolder, removeOverlay } from './dependencies/overlay.ts';
import { endProcesses } from './end-processes.ts';
import { withRepositoryMutex } from './locks.ts';
import { releasePorts } from './ports/release-ports.ts';
import { forgetServices } from './services/service-record.ts';
import { keepSpare } from './spares/keep-spare.ts';
import { temporaryFolder } from './workspace-environment.ts';
import { deleteRecord, readRecord } from './workspace-record.ts';

/** Why a worktree is not removed. */
export type RemoveReason = 'path-in-use' | 'lock-busy';

/** Whether anything is at `path`, registered for it or recorded of it. What is there without a record of ours is refused. */
export function findTree(
  infra: Infra,
  { repository, path }: { repository: Repository; path: string },
): Result<boolean, 'path-in-use'> {
  const exists = existsSync(path) || listEntries(repository).some((entry) => entry.path === path);
  const isOurs = readRecord(infra, path) !== null;
  return exists && !isOurs ? fail({ reason: 'path-in-use', path, detail: 'it was not made by fanout' }) : ok(isOurs);
}

/**
 * Removes a worktree of ours whole: processes, services, database branches, folders, registration, ports, record; its files
 * of the base may stay as a spare. Saves nothing. Finishes a removal that was killed; where nothing is, nothing happens. The
 * caller holds the lock of the workspace.
 */
export async function removeTree(
  infra: Infra,
  { repository, path }: { repository: Repository; path: string },
): Promise<Result<void, RemoveReason>> {
  const found = findTree(infra, { repository, path });
  if (!found.ok) return found;
  if (found.value) await endProcesses(infra, path);
  const dropped = await dropDatabases(infra, { owner: path });
  // The store remembers what was not dropped, and the next `clean` tells of it; the folder need not wait for a server.
  if (!dropped.ok) infra.log.warn({ path, failure: dropped.failure }, 'a database branch could not be dropped yet');
  const record = readRecord(infra, path);
  if (record !== null) {
    const { stage, laid, spares = 0 } = record;
    // Who wrote into it has ended, and what was worth keeping was kept by the caller.
    if (stage !== 'adding' && laid !== undefined) await keepSpare(infra, { repository, path, commit: laid, most: spares });
    await deleteFolder(path);
    const forgotten = await withRepositoryMutex(infra, repository, async () => {
      for (const entry of listEntries(repository)) if (entry.path === path) removeEntry(entry);
      await removeEmptyParents(path);
      return ok(undefined);
    });
    if (!forgotten.ok) return forgotten;
  }
  await deleteFolder(temporaryFolder(infra, path));
  await removeOverlay(infra, overlayFolder(infra, path));
  forgetServices(infra, path);
  releasePorts(infra, { owner: path });
  deleteRecord(infra, path);
  return ok(undefined);
}
