import type { Graph, Phase, Task, TaskKey } from '../../kernel/model.ts';

/** What a choice of tasks is made from. */
export interface Ready {
  graph: Graph;
  /** Where each task stands; a task that is not named is waiting. */
  phases: ReadonlyMap<TaskKey, Phase>;
  /** How many slots are free. */
  free: number;
  /** How heavy the path from each task to the end is, see `criticalPath`. */
  weights: ReadonlyMap<TaskKey, number>;
}

/** The tasks to start now: waiting, all that they depend on done, heaviest path first, as many as slots are free. */
export function nextTasks({ graph, phases, free, weights }: Ready): TaskKey[] {
  const phase = (key: TaskKey): Phase => phases.get(key) ?? 'waiting';
  const isReady = ({ key, dependsOn }: Task): boolean =>
    phase(key) === 'waiting' && dependsOn.every((dependency) => phase(dependency) === 'done');
  return graph.tasks
    .filter(isReady)
    .toSorted((a, b) => (weights.get(b.key) ?? 0) - (weights.get(a.key) ?? 0))
    .slice(0, Math.max(0, free))
    .map(({ key }) => key);
}
