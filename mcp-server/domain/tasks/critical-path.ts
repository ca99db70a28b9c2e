import type { Graph, Task, TaskKey } from '../../kernel/model.ts';

/** For each task the weight of the heaviest path from its start to the end of the graph, itself included. A task weighs 1 unless told. */
export function criticalPath({ tasks }: Graph, weight: (task: Task) => number = () => 1): Map<TaskKey, number> {
  const dependents = dependentsOf(tasks);
  const weights = new Map<TaskKey, number>();
  for (const task of inOrder(tasks, dependents).toReversed()) {
    const after = (dependents.get(task.key) ?? []).map(({ key }) => weights.get(key) ?? 0);
    weights.set(task.key, weight(task) + after.reduce((most, one) => Math.max(most, one), 0));
  }
  return weights;
}

/** The tasks so that each stands after all that it depends on, otherwise as written. */
export function inOrder(tasks: readonly Task[], dependents = dependentsOf(tasks)): Task[] {
  const missing = new Map(tasks.map(({ key, dependsOn }) => [key, dependsOn.length]));
  const order = tasks.filter(({ dependsOn }) => dependsOn.length === 0);
  // The list grows while it is walked: what a task sets free is appended behind it.
  for (const task of order) {
    for (const dependent of dependents.get(task.key) ?? []) {
      const left = (missing.get(dependent.key) ?? 0) - 1;
      missing.set(dependent.key, left);
      if (left === 0) order.push(dependent);
    }
  }
  return order;
}

/** For each task those that name it in `dependsOn`, as written. */
function dependentsOf(tasks: readonly Task[]): Map<TaskKey, Task[]> {
  const dependents = new Map<TaskKey, Task[]>(tasks.map(({ key }) => [key, []]));
  for (const task of tasks) for (const key of task.dependsOn) dependents.get(key)?.push(task);
  return dependents;
}
