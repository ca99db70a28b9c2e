import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import { mergedBranch } from '../../../kernel/names.ts';
import { readRef } from '../../../infra/git/refs.ts';
import { mergeTask } from '../../merges/merge-task.ts';
import { startConflict } from '../../merges/start-conflict.ts';
import { mayGoBack, type TaskState } from '../../tasks/task-state.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { taskDirectory } from '../work/directories.ts';
import { gatesOf } from '../work/gates-of.ts';
import { builtCommit } from './check.ts';
import { sendBack } from './send-back.ts';
import { workspaceOf } from './workspace-of.ts';

/**
 * Merges the reviewed commit into the run's branch, proven on the combined tree before the branch moves. Tasks that merge at
 * the same time are proven and landed together.
 */
export async function merge(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task, signal } = attempt;
  const target = `refs/heads/${mergedBranch(run.run)}`;
  const commit = builtCommit(state);
  const onto = await readRef({ repository: run.repository, ref: target });
  if (onto === null) return { reason: 'revision-unknown', revision: target, path: run.repository.commonDir };
  recordTask(attempt, { kind: 'merge-wanted', commit, onto });
  const merged = await mergeTask(infra, {
    repository: run.repository,
    run: run.run,
    task: task.key,
    title: task.title,
    commit,
    target,
    gates: gatesOf(attempt),
    config: run.config,
    checkoutPath: `${workspaceOf(state).path}.merge`,
    outputDirectory: join(taskDirectory(infra, attempt), `merge-${state.attempt}-${state.round}`),
    signal,
  });
  if (signal.aborted) return null;
  if (merged.ok) {
    recordTask(attempt, { kind: 'merged', ...merged.value });
    return null;
  }
  recordTask(attempt, { kind: 'merge-refused', failure: merged.failure });
  return refused(attempt, state, merged.failure);
}

/** A conflict, or a combined tree that fails its gates, goes back to the builder with the other side merged into its branch. */
async function refused(attempt: Attempt, state: TaskState, failure: Failure): Promise<Failure | null> {
  if (failure.reason !== 'merge-conflict' && failure.reason !== 'checks-failed') return failure;
  const workspace = workspaceOf(state);
  const keptAt = workspace.path;
  const onto = await readRef({ repository: attempt.run.repository, ref: `refs/heads/${mergedBranch(attempt.run.run)}` });
  if (onto === null) return failure;
  if (!mayGoBack(state, attempt.run.config)) return giveUp(state, failure, keptAt);
  const started = await startConflict(attempt.infra, { workspace, onto });
  if (!started.ok) return started.failure;
  const { files } = started.value;
  const detail =
    failure.reason === 'merge-conflict'
      ? `Other tasks changed the same lines. Their work is merged into your branch; these files have conflict markers: ${files.join(', ')}`
      : 'Each side passes alone. What other tasks merged is merged into your branch: mend what fails of both together.';
  const red = failure.reason === 'checks-failed' ? failure.red : [];
  return sendBack(attempt, state, { because: 'conflict', detail, files, red, otherwise: giveUp(state, failure, keptAt) });
}

const giveUp = (state: TaskState, failure: Failure, keptAt: string): Failure =>
  failure.reason === 'merge-conflict'
    ? { reason: 'conflict-unresolved', task: state.key, files: failure.files, keptAt }
    : failure;
