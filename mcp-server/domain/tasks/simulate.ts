import type { Graph, Phase, Task, TaskKey } from '../../kernel/model.ts';
import { criticalPath } from './critical-path.ts';
import { nextTasks } from './next-tasks.ts';

/** When each task began and ended in a run that was only calculated, and when the last one ended; in the unit of `duration`. */
export interface Simulated {
  starts: Map<TaskKey, number>;
  ends: Map<TaskKey, number>;
  makespan: number;
}

/**
 * Plays a run through without running anything: the scheduler's own choices, every task taking its `duration`. `weight` is
 * what the scheduler believes about durations; without it every task weighs 1, as in a run that knows nothing of its tasks.
 */
export function simulate(
  graph: Graph,
  { slots, duration, weight }: { slots: number; duration: (task: Task) => number; weight?: ((task: Task) => number) | undefined },
): Simulated {
  const weights = criticalPath(graph, weight);
  const durations = new Map(graph.tasks.map((task) => [task.key, duration(task)]));
  const phases = new Map<TaskKey, Phase>();
  const starts = new Map<TaskKey, number>();
  const ends = new Map<TaskKey, number>();
  const running = new Map<TaskKey, number>();
  let now = 0;
  do {
    for (const key of nextTasks({ graph, phases, free: slots - running.size, weights })) {
      phases.set(key, 'building');
      starts.set(key, now);
      running.set(key, now + (durations.get(key) ?? 0));
    }
    now = Math.min(...running.values());
    for (const [key, end] of running) {
      if (end > now) continue;
      running.delete(key);
      phases.set(key, 'done');
      ends.set(key, end);
    }
  } while (ends.size < graph.tasks.length);
  return { starts, ends, makespan: now };
}
