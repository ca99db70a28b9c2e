import { withTopFiles } from '../../infra/git/with-top-files.ts';
import type { Config } from '../../kernel/config.ts';
import type { Commit, Repository, Task } from '../../kernel/model.ts';
import { detectChecks } from '../workspaces/detect-checks.ts';

/**
 * The gates of a task: the configuration's, or where it names none those that the base's own files name, then the task's.
 * What a branch says about gates is never read, so that no session sets its own.
 */
export async function readGates({
  repository,
  base,
  config,
  task,
}: {
  repository: Repository;
  base: Commit;
  config: Pick<Config, 'checks'>;
  task: Pick<Task, 'checks'>;
}): Promise<string[]> {
  return [...new Set([...(config.checks ?? (await withTopFiles({ repository, commit: base }, detectChecks))), ...task.checks])];
}
