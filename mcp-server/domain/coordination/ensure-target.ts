import type { Failure } from '../../kernel/failure.ts';
import { mergedBranch } from '../../kernel/names.ts';
import { readRef, updateRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { RunState } from '../tasks/run-state.ts';
import { isEnded } from '../tasks/task-state.ts';
import { readTaskStates, record } from './work/record.ts';

/**
 * Makes the run's branch at its base before anything is merged, and never again. Says whether it is there. Without it nothing
 * can land: every task that has not ended says why, and the run ends.
 */
export async function ensureTarget(infra: Infra, { run, repository, base, mergedCommit }: RunState): Promise<boolean> {
  if (mergedCommit) return true;
  const branch = mergedBranch(run);
  const ref = `refs/heads/${branch}`;
  const there = await readRef({ repository, ref });
  if (there === null) {
    const made = await updateRef({ repository, ref, to: base, from: null });
    if (!made.ok) {
      blockAll(infra, { run, failure: made.failure });
      return false;
    }
  }
  record(infra, { kind: 'target-created', run, branch, commit: there ?? base });
  return true;
}

function blockAll(infra: Infra, { run, failure }: Pick<RunState, 'run'> & { failure: Failure }): void {
  for (const { key, phase } of readTaskStates(infra.store, run)) {
    if (!isEnded(phase)) record(infra, { kind: 'task-blocked', run, task: key, failure });
  }
  record(infra, { kind: 'run-finished', run });
}
