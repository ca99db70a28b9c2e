import type { TaskKey } from '../../kernel/model.ts';
import { criticalPath } from '../tasks/critical-path.ts';
import { nextTasks } from '../tasks/next-tasks.ts';
import type { RunState } from '../tasks/run-state.ts';
import type { TaskState } from '../tasks/task-state.ts';

/** The tasks of a run that may start now, heaviest path first, as if every slot were free. */
export const nextOf = ({ graph }: RunState, tasks: readonly TaskState[]): TaskKey[] =>
  nextTasks({
    graph,
    phases: new Map(tasks.map((task) => [task.key, task.phase])),
    free: tasks.length,
    weights: criticalPath(graph),
  });
