import { join } from 'node:path';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import type { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { worktreePath } from '../../mcp-server/domain/workspaces/worktree-path.ts';
import { defaultConfig, type Config } from '../../mcp-server/kernel/config.ts';
import type { Commit, Repository, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { taskBranch } from '../../mcp-server/kernel/names.ts';

/** All that `createWorkspace` needs for a task of a run that never was, with nothing to set up unless `config` says so. */
export function wantedWorkspace(
  infra: Infra,
  {
    repository,
    base,
    task = 'one',
    run = 'k3m9x2ab',
    config = {},
    source = null,
  }: {
    repository: Repository;
    base: Commit;
    task?: string;
    run?: string;
    config?: Partial<Config>;
    source?: string | null;
  },
): Parameters<typeof createWorkspace>[1] {
  const names = { run: run as RunId, task: task as TaskKey };
  const whole: Config = { ...defaultConfig, setup: false, ...config };
  return {
    repository,
    ...names,
    base,
    branch: taskBranch(names.run, names.task),
    path: worktreePath({ repository, config: whole, ...names }),
    config: whole,
    source,
    outputPath: join(infra.home, `${task}.log`),
  };
}
