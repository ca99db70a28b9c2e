import type { Commit } from '../../../kernel/model.ts';
import { mergedBranch } from '../../../kernel/names.ts';
import { mergeBase } from '../../../infra/git/ancestors.ts';
import { readRef } from '../../../infra/git/refs.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from '../work/attempt.ts';
import { workspaceOf } from './workspace-of.ts';

/** What a task's change starts from: where other tasks were merged into its branch, what they brought is not its own. */
export async function baseOfChange({ run }: Pick<Attempt, 'run'>, state: TaskState, commit: Commit): Promise<Commit> {
  const { repository } = run;
  const tip = await readRef({ repository, ref: `refs/heads/${mergedBranch(run.run)}` });
  const common = tip && (await mergeBase({ repository, one: tip, other: commit }));
  return common ?? workspaceOf(state).base;
}
