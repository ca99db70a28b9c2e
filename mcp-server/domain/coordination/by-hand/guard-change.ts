import type { GateConfig } from '../../../kernel/config-gates.ts';
import type { Commit, Repository, RunId } from '../../../kernel/model.ts';
import { mergedBranch } from '../../../kernel/names.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { mergeBase } from '../../../infra/git/ancestors.ts';
import { readRef } from '../../../infra/git/refs.ts';
import { inspectChange } from '../../verification/guard/inspect-change.ts';

/** A commit that is to land on a run's branch by hand. */
export interface ByHandChange {
  repository: Repository;
  run: RunId;
  task: string;
  /** Where its worktree began, for a run that has no branch yet. */
  base: Commit;
  commit: Commit;
  gates: readonly string[];
  config: GateConfig;
  keptAt: string;
}

/** Refuses a change that weakens what checks it, as a run would, before anything of it is run. */
export async function guardChange(change: ByHandChange): Promise<Result<null, 'gates-weakened' | 'git-failed'>> {
  const { repository, run, task, commit, keptAt } = change;
  const tip = await readRef({ repository, ref: `refs/heads/${mergedBranch(run)}` });
  const base = (tip && (await mergeBase({ repository, one: tip, other: commit }))) ?? change.base;
  const found = await inspectChange({ ...change, base });
  if (!found.ok) return found;
  if (found.value.length === 0) return ok(null);
  return fail({ reason: 'gates-weakened', task, objections: found.value.map(({ path, what }) => `${path}: ${what}`), keptAt });
}
