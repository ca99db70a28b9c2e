import type { Graph, Task, TaskKey } from '../../kernel/model.ts';
import { simulate } from './simulate.ts';
import { waves } from './waves.ts';

/** What one task is expected to take. `usd` is an estimate at list price. */
export interface Expected {
  minutes: number;
  usd: number;
}

/** What a run is expected to take. */
export interface Estimate extends Expected {
  tasks: number;
  waves: number;
  /** The tasks that decide how long it takes: each waits for the one before. */
  path: TaskKey[];
}

/** Adds up what is expected of each task: the money of all, and the minutes of the schedule in this many slots. */
export function estimateRun(graph: Graph, { slots, expect }: { slots: number; expect: (task: Task) => Expected }): Estimate {
  const minutes = (task: Task): number => expect(task).minutes;
  return {
    tasks: graph.tasks.length,
    waves: waves(graph).length,
    minutes: simulate(graph, { slots, duration: minutes, weight: minutes }).makespan,
    usd: graph.tasks.reduce((sum, task) => sum + expect(task).usd, 0),
    path: longestChain(graph, minutes),
  };
}

function longestChain({ tasks }: Graph, minutes: (task: Task) => number): TaskKey[] {
  const { ends } = simulate({ title: '', tasks }, { slots: tasks.length, duration: minutes });
  const latest = (keys: TaskKey[]): TaskKey | undefined => keys.toSorted((a, b) => (ends.get(b) ?? 0) - (ends.get(a) ?? 0))[0];
  const chain: TaskKey[] = [];
  for (let at = latest(tasks.map(({ key }) => key)); at !== undefined;) {
    chain.unshift(at);
    at = latest(tasks.find(({ key }) => key === at)?.dependsOn ?? []);
  }
  return chain;
}
