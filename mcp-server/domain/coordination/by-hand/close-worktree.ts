import { attemptRef, rescueRef } from '../../../kernel/names.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { giveBack } from '../../workspaces/give-back.ts';
import { removeWorkspace } from '../../workspaces/remove-workspace.ts';
import { findPlace } from './find-place.ts';

/** What was removed, and the refs where work was kept. */
export interface Closed {
  path: string;
  branch: string;
  kept: string[];
}

/**
 * Removes a worktree with its branch, ports, databases and processes. What is not committed is saved to a ref first, and so are
 * the branch's commits. With `keepWorktree` only what it was given besides goes.
 */
export async function closeWorktree(
  infra: Infra,
  { path: given, keepWorktree = false }: { path: string; keepWorktree?: boolean },
): Promise<Result<Closed>> {
  const place = await findPlace(infra, { path: given });
  if (!place.ok) return place;
  const { repository, path, run, task, branch, base } = place.value;
  if (keepWorktree) {
    const given = await giveBack(infra, { path });
    return given.ok ? ok({ path, branch, kept: [] }) : given;
  }
  const removed = await removeWorkspace(infra, {
    repository,
    path,
    rescueRef: rescueRef(run, task, infra.clock.now()),
    // What stands at the base has nothing of its own to keep.
    deleteBranch: { branch, keepAt: attemptRef(run, task, infra.clock.now()), mergedInto: base },
  });
  if (!removed.ok) return removed;
  return ok({ path, branch, kept: removed.value.kept });
}
