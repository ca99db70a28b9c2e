import type { Config } from '../../../kernel/config.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { readCommitted } from '../../lessons/read-committed.ts';
import { lessonGate, runnerPath } from '../../lessons/render-check.ts';
import { readGates } from '../../verification/read-gates.ts';

/** The gates of all work on a base, in which they stand: configured or detected, and those that lessons became. */
export async function gatesOfRun({
  repository,
  base,
  config,
}: {
  repository: Repository;
  base: Commit;
  config: Pick<Config, 'checks'>;
}): Promise<string[]> {
  const checks = await readGates({ repository, base, config, task: { checks: [] } });
  const hasLearnt = (await readCommitted({ repository, commit: base, path: runnerPath })) !== null;
  return hasLearnt ? [...new Set([...checks, lessonGate])] : checks;
}
