import { join } from 'node:path';
import type { createWorkspace } from '../../../mcp-server/domain/workspaces/create-workspace.ts';
import type { Infra } from '../../../mcp-server/infra/infra.ts';
import type { Commit, Repository, RunId, TaskKey } from '../../../mcp-server/kernel/model.ts';
import { wantedWorkspace } from '../../support/workspace.ts';

/** The run and the task of every step. */
export const run = 'k3m9x2ab' as RunId;
export const task = 'one' as TaskKey;

/** Where the steps of a sweep work: a repository, a state folder, and the workspace of one task. */
export interface Place {
  folder: string;
  repository: Repository;
  /** The person's first commit. */
  base: Commit;
  home: string;
  worktree: string;
  branch: string;
}

/** The refs that the steps move or make. */
export const refs = {
  merged: `refs/heads/fanout/${run}/merged`,
  attempt: `refs/fanout/${run}/attempt/one/1`,
  rescue: `refs/fanout/${run}/rescue/one/1`,
  wide: 'refs/heads/wide',
};

/** The place in a folder. */
export function placeIn(folder: string, base: Commit): Place {
  const path = join(folder, 'sample');
  const repository = { commonDir: join(path, '.git'), mainWorktree: path, name: 'sample' };
  const worktree = join(folder, 'sample.fanout', run, task);
  return { folder, repository, base, home: join(folder, 'home'), worktree, branch: `fanout/${run}/task/one` };
}

/** What the workspace of a place is made from. */
export const wanted = (infra: Infra, { repository, base }: Place): Parameters<typeof createWorkspace>[1] =>
  wantedWorkspace(infra, { repository, base, source: repository.mainWorktree });
