import type { Config } from '../../kernel/config.ts';
import type { Commit, Repository, RunId, TaskKey, Workspace } from '../../kernel/model.ts';
import type { Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { copyIncluded } from './copy-included.ts';
import { equipWorkspace, type EquipReason } from './equip-workspace.ts';
import { withWorkspaceLock } from './locks.ts';
import { plantWorktree, type PlantReason } from './plant-worktree.ts';

/**
 * Makes a task's workspace: a linked worktree at `path` on `branch` off `base`, the files of `.worktreeinclude` from `source`,
 * leased ports, the setup command run with its output in `outputPath`, and a proof that all of it is its own. Said again, it finishes what a kill interrupted and
 * answers what is there; work in a finished workspace is never touched.
 */
export function createWorkspace(
  infra: Infra,
  wanted: {
    repository: Repository;
    run: RunId;
    task: TaskKey;
    base: Commit;
    branch: string;
    path: string;
    config: Config;
    /** The checkout to copy ignored files from, or null for none. */
    source: string | null;
    outputPath: string;
    signal?: AbortSignal;
  },
): Promise<Result<Workspace, PlantReason | EquipReason>> {
  return withWorkspaceLock(infra, wanted.path, async () => {
    const planted = await plantWorktree(infra, wanted);
    if (!planted.ok) return planted;
    if (wanted.source !== null && planted.value.stage !== 'ready') await copyIncluded({ from: wanted.source, to: wanted.path });
    return equipWorkspace(infra, planted.value, { ...wanted, environment: {}, setup: true, provenAgainst: wanted.source });
  });
}
