import type { Commit, RunId } from '../../kernel/model.ts';
import { mergedBranch } from '../../kernel/names.ts';
import { fail, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { deliver } from '../merges/deliver.ts';
import { readRunState } from './work/record.ts';

/** Moves a branch of the person's to what a run merged, by fast-forward or not at all. Only ever when asked. */
export async function mergeRun(
  infra: Infra,
  { run, into }: { run: RunId; into: string },
): Promise<Result<{ branch: string; from: Commit; to: Commit }>> {
  const state = readRunState(infra.store, run);
  if (!state) return fail({ reason: 'run-unknown', run });
  return deliver(infra, { repository: state.repository, source: `refs/heads/${mergedBranch(run)}`, into });
}
