import { existsSync } from 'node:fs';
import type { Decision } from '../../kernel/event.ts';
import type { Commit, RunId } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { worktreeStatus } from '../../infra/git/status.ts';
import type { Infra } from '../../infra/infra.ts';
import type { TaskState } from '../tasks/task-state.ts';
import type { SteeredTask } from './steer-run.ts';
import { findTask, waitersOf } from './work/find-task.ts';
import { record } from './work/record.ts';

/** What a person decides about a task that waits for one. */
export interface DecisionWish {
  run: RunId;
  task: string;
  decision: Decision;
  /** What the builder is to do next, for a task that is sent back. */
  word?: string | undefined;
}

/** Why a decision cannot be taken. */
export type Undecided = 'run-unknown' | 'task-unknown' | 'task-not-ready' | 'commit-unreviewed';

/**
 * Decides about a task that is blocked or has failed. `accept` merges the very commit that was reviewed, in spite of what the
 * review found; `send-back` gives it to its builder once more with a word; `give-up` ends it. Its checks and the guard of the
 * gates are passed over by none of these.
 */
export async function decideTask(
  infra: Pick<Infra, 'store' | 'clock'>,
  { run, task, decision, word = '' }: DecisionWish,
): Promise<Result<SteeredTask, Undecided>> {
  const found = findTask(infra, { run, task });
  if (!found.ok) return found;
  const head = decision === 'accept' ? await headOf(found.value) : null;
  return infra.store.write((): Result<SteeredTask, Undecided> => {
    const again = findTask(infra, { run, task });
    if (!again.ok) return again;
    const state = again.value;
    const refused = refuse(state, { decision, head });
    if (refused) return refused;
    record(infra, { kind: 'task-decided', run, task: state.key, decision, word, commit: state.commit });
    if (decision !== 'give-up')
      for (const waiter of waitersOf(infra, { run, task: state.key }))
        record(infra, { kind: 'task-retried', run, task: waiter.key });
    const after = findTask(infra, { run, task });
    return after.ok ? ok({ run, task: state.key, changed: true, phase: after.value.phase }) : after;
  });
}

async function headOf({ workspace }: TaskState): Promise<Commit | null> {
  if (!workspace) return null;
  const status = await worktreeStatus({ path: workspace.path, base: workspace.base });
  return status.ok && status.value.dirtyFiles.length === 0 ? status.value.head : null;
}

function refuse(
  { key, phase, failure, commit, verdicts, workspace }: TaskState,
  { decision, head }: { decision: Decision; head: Commit | null },
): Result<never, 'task-not-ready' | 'commit-unreviewed'> | null {
  const unready = (wanted: string) => fail({ reason: 'task-not-ready', task: key, phase, wanted } as const);
  if (phase !== 'blocked' && phase !== 'failed') return unready('blocked or failed');
  if (decision === 'give-up') return null;
  if (!workspace || !existsSync(workspace.path)) return unready('one that still has its worktree; otherwise retry it');
  if (decision === 'send-back') return null;
  const reviewed = verdicts.at(-1)?.commit;
  if (failure?.reason !== 'review-blocks' || !commit || !reviewed) return unready('blocked by its review');
  if (head === commit && head === reviewed) return null;
  return fail({ reason: 'commit-unreviewed', task: key, reviewed, actual: head, keptAt: workspace.path });
}
