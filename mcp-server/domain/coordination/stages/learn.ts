import { explain } from '../../../kernel/explain.ts';
import type { Failure } from '../../../kernel/failure.ts';
import { attemptRef, rescueRef } from '../../../kernel/names.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { removeWorkspace } from '../../workspaces/remove-workspace.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { reactTo } from '../work/react.ts';
import { readTaskState } from '../work/record.ts';
import { proveTroubles } from './prove-troubles.ts';
import { teach } from './teach.ts';

/**
 * Writes what proven faults teach into the repository's rules, then gives the workspace back. A lesson that cannot be had is
 * logged and left out: the task's work has landed, whatever comes of the lesson.
 */
export async function learn(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task, signal } = attempt;
  const stateNow = () => readTaskState(infra.store, run.run, task.key) ?? state;
  if (run.config.lessons) {
    await proveTroubles(attempt, state);
    for (const proven of stateNow().proven) {
      if (signal.aborted) return null;
      const current = stateNow();
      const failure = await teach(attempt, current, proven);
      if (signal.aborted) return null;
      if (failure && isWorthWaiting(failure, { setbacks: current.setbacks, now: infra.clock.now() })) return failure;
      if (failure) decline(attempt, { finding: proven.finding.id, failure });
    }
  }
  return giveBack(attempt, state);
}

const isWorthWaiting = (failure: Failure, { setbacks, now }: { setbacks: number; now: number }): boolean =>
  reactTo(failure, { setbacks, now, hasWorked: true }).do === 'wait';

/** What taught nothing is in the journal with its reason: a slip is counted there, and taught to nobody. */
function decline(attempt: Attempt, { finding, failure }: { finding: string; failure: Failure }): void {
  attempt.infra.log.warn({ failure, task: attempt.task.key }, 'no lesson was written');
  const problems = failure.reason === 'lesson-refused' ? failure.problems : [explain(failure).message];
  recordTask(attempt, { kind: 'lesson-declined', finding, problems });
}

/** The branch goes with the worktree. What was committed on it after the review is kept below `refs/fanout/`. */
async function giveBack(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task } = attempt;
  const current = readTaskState(infra.store, run.run, task.key) ?? state;
  if (current.workspace) {
    const { path, branch } = current.workspace;
    const removed = await removeWorkspace(infra, {
      repository: run.repository,
      path,
      rescueRef: rescueRef(run.run, task.key, infra.clock.now()),
      deleteBranch: { branch, keepAt: attemptRef(run.run, task.key, state.attempt), mergedInto: state.merged?.commit ?? null },
    });
    if (!removed.ok)
      infra.log.warn({ failure: removed.failure, task: task.key }, 'the workspace stays; `fanout clean` tries again');
    else recordTask(attempt, { kind: 'workspace-removed', path, rescued: removed.value.rescued });
  }
  recordTask(attempt, { kind: 'task-done' });
  return null;
}
