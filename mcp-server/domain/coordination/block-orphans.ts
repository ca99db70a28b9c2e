import type { Infra } from '../../infra/infra.ts';
import type { RunState } from '../tasks/run-state.ts';
import type { TaskState } from '../tasks/task-state.ts';
import { record } from './work/record.ts';

/** Blocks each task that waits in vain, since one that it depends on cannot land, with the reason. */
export function blockOrphans(infra: Infra, { run, graph }: RunState, tasks: readonly TaskState[]): void {
  const phases = new Map(tasks.map((task) => [task.key, task.phase]));
  for (const task of graph.tasks) {
    if (phases.get(task.key) !== 'waiting') continue;
    const dependency = task.dependsOn.find((key) => ['failed', 'blocked', 'cancelled'].includes(phases.get(key) ?? ''));
    if (!dependency) continue;
    phases.set(task.key, 'blocked');
    const failure = { reason: 'dependency-failed', task: task.key, dependency } as const;
    record(infra, { kind: 'task-blocked', run, task: task.key, failure });
  }
}
