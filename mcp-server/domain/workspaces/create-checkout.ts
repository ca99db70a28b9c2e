import type { Config } from '../../kernel/config.ts';
import type { Commit, Repository, Workspace } from '../../kernel/model.ts';
import type { Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { copyIncluded } from './copy-included.ts';
import { equipWorkspace, type EquipReason } from './equip-workspace.ts';
import { withWorkspaceLock } from './locks.ts';
import { plantWorktree, type PlantReason } from './plant-worktree.ts';
import { removeTree, type RemoveReason } from './remove-tree.ts';
import { readRecord } from './workspace-record.ts';

/**
 * Makes a clean, detached worktree of `commit` with ports and the files of `.worktreeinclude`, for a review, a replay or the checks of a merge. One
 * that is there already is thrown away: nothing in it is anybody's work. `removeWorkspace` removes it.
 */
export function createCheckout(
  infra: Infra,
  wanted: {
    repository: Repository;
    commit: Commit;
    path: string;
    config: Config;
    environment?: Record<string, string>;
    included?: boolean | undefined;
    outputPath: string;
    setup: boolean;
    signal?: AbortSignal;
  },
): Promise<Result<Workspace, PlantReason | RemoveReason | EquipReason>> {
  const { repository, path, commit, config, environment = {}, included = true } = wanted;
  return withWorkspaceLock(infra, path, async () => {
    const old = readRecord(infra, path);
    if (old?.branch === null) {
      const removed = await removeTree(infra, { repository, path });
      if (!removed.ok) return removed;
    }
    const planted = await plantWorktree(infra, { repository, path, branch: null, base: commit, config });
    if (!planted.ok) return planted;
    // What a worktree needs to run its checks, these need too.
    const from = included ? repository.mainWorktree : null;
    const hasIncluded = from !== null && (await copyIncluded({ from, to: path })) > 0;
    return equipWorkspace(infra, planted.value, { ...wanted, run: null, task: null, environment, hasIncluded });
  });
}
