import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import { attemptRef, mergedBranch, rescueRef, taskBranch } from '../../../kernel/names.ts';
import { readRef } from '../../../infra/git/refs.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { createWorkspace } from '../../workspaces/create-workspace.ts';
import { removeWorkspace } from '../../workspaces/remove-workspace.ts';
import { worktreePath } from '../../workspaces/worktree-path.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { taskDirectory } from '../work/directories.ts';

/**
 * Makes the task's workspace on the tip of what the run has merged so far, so that it stands on all it depends on; a trial's where
 * the work that it tries began.
 */
export async function prepare(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task, signal } = attempt;
  const wanted = state.wanted ?? (await want(attempt, state));
  if ('reason' in wanted) return wanted;
  const workspace = await createWorkspace(infra, {
    repository: run.repository,
    run: run.run,
    task: task.key,
    base: wanted.base,
    branch: wanted.branch,
    path: wanted.path,
    config: run.config,
    source: run.repository.mainWorktree,
    outputPath: join(taskDirectory(infra, attempt), `setup-${state.attempt}.log`),
    signal,
  });
  if (!workspace.ok) return workspace.failure;
  recordTask(attempt, { kind: 'workspace-ready', workspace: workspace.value });
  return null;
}

async function want(attempt: Attempt, state: TaskState): Promise<NonNullable<TaskState['wanted']> | Failure> {
  const { infra, run, task } = attempt;
  const path = worktreePath({ repository: run.repository, config: run.config, run: run.run, task: task.key });
  const branch = taskBranch(run.run, task.key);
  if (state.attempt > 1) {
    // The last attempt's work stays below refs/fanout, out of the way of the new one.
    const cleared = await removeWorkspace(infra, {
      repository: run.repository,
      path,
      rescueRef: rescueRef(run.run, task.key, infra.clock.now()),
      deleteBranch: { branch, keepAt: attemptRef(run.run, task.key, state.attempt - 1) },
    });
    if (!cleared.ok) return cleared.failure;
  }
  const base = task.trial?.base ?? (await readRef({ repository: run.repository, ref: `refs/heads/${mergedBranch(run.run)}` }));
  if (base === null) return { reason: 'revision-unknown', revision: mergedBranch(run.run), path: run.repository.commonDir };
  recordTask(attempt, { kind: 'workspace-wanted', path, branch, base });
  return { path, branch, base };
}
