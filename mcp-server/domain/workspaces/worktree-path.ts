import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../../kernel/config.ts';
import type { Repository, RunId, TaskKey } from '../../kernel/model.ts';

/** Where the workspace of a task goes: `<repository>.fanout/<run>/<task>` beside the repository, or below `worktrees`. */
export function worktreePath({
  repository,
  config,
  run,
  task,
}: {
  repository: Repository;
  config: Pick<Config, 'worktrees'>;
  run: RunId;
  task: TaskKey;
}): string {
  const { mainWorktree, commonDir } = repository;
  const beside = `${(mainWorktree ?? commonDir).replace(/\.git$/, '')}.fanout`;
  const root = config.worktrees === undefined ? beside : resolve(mainWorktree ?? dirname(commonDir), config.worktrees);
  return join(realFolder(dirname(root)), basename(root), run, task);
}

/** git registers real paths; what leads to our own root may be a link (as `/tmp` on macOS), the root itself may not. */
function realFolder(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return path === dirname(path) ? path : join(realFolder(dirname(path)), basename(path));
}
