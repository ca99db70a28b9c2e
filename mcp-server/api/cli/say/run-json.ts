import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import { failureJson } from './failure.ts';
import { totals } from './totals.ts';

/** A run as one object for a machine: what people see in the tables, without prose. */
export function runJson(view: RunView, now: number): Record<string, unknown> {
  const { tasks, merged, failed, active, waiting } = totals(view);
  return {
    run: view.run,
    title: view.title,
    status: view.status,
    repository: view.repository.mainWorktree ?? view.repository.commonDir,
    baseBranch: view.baseBranch,
    base: view.base,
    branch: view.mergedBranch,
    commit: view.mergedCommit,
    agent: view.agent,
    slots: view.slots,
    seconds: Math.round(((view.finishedAt ?? now) - view.createdAt) / 100) / 10,
    usd: view.usd,
    costs: { ...view.costs, isEstimate: true },
    budget: view.budget,
    counts: { tasks, merged, failed, active, waiting },
    lessons: view.lessons,
    trials: view.trials,
    lessonsLeft: view.lessonsLeft,
    delivery: view.delivery,
    tasks: view.tasks.map(taskJson),
  };
}

/** A task as an object for a machine. */
export const taskJson = (task: TaskView): Record<string, unknown> => ({
  ...task,
  failure: task.failure ? failureJson(task.failure) : null,
});
