import type { Graph, TaskKey } from '../../kernel/model.ts';
import { inOrder } from './critical-path.ts';

/** The tasks by how many must land before them at least: the first wave depends on nothing, the second only on the first, … */
export function waves({ tasks }: Graph): TaskKey[][] {
  const level = new Map<TaskKey, number>();
  const found: TaskKey[][] = [];
  for (const { key, dependsOn } of inOrder(tasks)) {
    const at = dependsOn.reduce((most, dependency) => Math.max(most, (level.get(dependency) ?? -1) + 1), 0);
    level.set(key, at);
    (found[at] ??= []).push(key);
  }
  return found;
}
