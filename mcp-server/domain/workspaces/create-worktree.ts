import type { Result } from '../../kernel/result.ts';
import { listFolders } from '../../infra/git/list-folders.ts';
import type { Infra } from '../../infra/infra.ts';
import { copyIncluded } from './copy-included.ts';
import { findEnvFolders } from './environment/env-folders.ts';
import { withWorkspaceLock } from './locks.ts';
import { plantWorktree, type PlantReason, type WantedTree } from './plant-worktree.ts';
import { lookAtIgnored } from './wanted-ignored.ts';
import { writeRecord, type WorkspaceRecord } from './workspace-record.ts';

/**
 * Makes a worktree and nothing else: a branch, its files, and those of `.worktreeinclude` from `source`. Said again it answers
 * the one that is there. `createWorkspace` at the same path and branch makes a workspace of it.
 */
export function createWorktree(
  infra: Infra,
  { source, ...wanted }: WantedTree & { source: string | null },
): Promise<Result<WorkspaceRecord, PlantReason>> {
  return withWorkspaceLock(infra, wanted.path, async () => {
    const planted = await plantWorktree(infra, wanted);
    if (!planted.ok || planted.value.planted !== undefined) return planted;
    if (source !== null) await copyIncluded({ from: source, to: wanted.path });
    const tracked = await listFolders(wanted.repository, planted.value.laid ?? wanted.base);
    const folders = await findEnvFolders({ path: wanted.path, source: null, tracked });
    const record = { ...planted.value, planted: await lookAtIgnored(wanted.path, { folders }) };
    writeRecord(infra, record);
    return { ok: true, value: record };
  });
}
