import type { Commit, RunId } from '../../kernel/model.ts';
import { mergedBranch } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { deliver } from '../merges/deliver.ts';
import { weakenedBy } from './weakened-by.ts';
import { readRunState } from './work/record.ts';

/**
 * Moves a branch of the person's to what a run merged, by fast-forward or not at all. Only ever when asked. What the run did
 * not put on its branch itself is looked at first; `mayWeaken` says that a person has seen what it does to the gates.
 */
export async function mergeRun(
  infra: Infra,
  { run, into, mayWeaken = false }: { run: RunId; into: string; mayWeaken?: boolean },
): Promise<Result<{ branch: string; from: Commit; to: Commit }>> {
  const state = readRunState(infra.store, run);
  if (!state) return fail({ reason: 'run-unknown', run });
  const source = `refs/heads/${mergedBranch(run)}`;
  const weakened = mayWeaken ? ok([]) : await weakenedBy(infra, state, { source, into });
  if (!weakened.ok) return weakened;
  if (weakened.value.length > 0)
    return fail({ reason: 'branch-weakened', run, branch: mergedBranch(run), into, objections: weakened.value });
  return deliver(infra, { repository: state.repository, source, into });
}
