import { criticalPath } from '../../mcp-server/domain/tasks/critical-path.ts';
import { simulate } from '../../mcp-server/domain/tasks/simulate.ts';
import type { Graph, Task } from '../../mcp-server/kernel/model.ts';
import { randomGraph } from '../support/graphs.ts';
import { seeded } from '../support/random.ts';
import type { Bench, Case } from './bench.ts';

interface Shape {
  name: string;
  size: number;
  slots: number;
  /** How far back a task's dependencies lie: near makes the graph deep, far makes it wide. */
  reach: number;
  /** Whether the scheduler is told the durations, as by a history, or nothing, as in a first run. */
  isTold: boolean;
}

const shapes: Shape[] = [
  { name: 'deep, 200 tasks, 8 slots, durations known', size: 200, slots: 8, reach: 20, isTold: true },
  { name: 'wide, 200 tasks, 8 slots, durations known', size: 200, slots: 8, reach: 200, isTold: true },
  { name: 'deep, 200 tasks, 8 slots, durations unknown', size: 200, slots: 8, reach: 20, isTold: false },
  { name: 'wide, 200 tasks, 8 slots, durations unknown', size: 200, slots: 8, reach: 200, isTold: false },
  { name: 'deep, 200 tasks, 3 slots, durations unknown', size: 200, slots: 3, reach: 20, isTold: false },
];

const goal = 1.03;
// Enough that the mean no longer moves in its third digit when the seeds are others.
const graphs = 100;

/** The makespan of our schedule against what no schedule can beat: the longest path, and all work spread evenly over the slots. */
export const schedule: Bench = {
  name: 'schedule',
  says: 'makespan of random graphs against its lower bound, in simulated time',
  run: ({ say }) => shapes.map((shape) => measure(shape, say)),
};

function measure(shape: Shape, say: (line: string) => void): Case {
  let ours = 0;
  let bound = 0;
  let worst = 0;
  for (let seed = 1; seed <= graphs; seed += 1) {
    const random = seeded(seed);
    const graph = randomGraph(random, { size: shape.size, most: 3, reach: shape.reach });
    const durations = new Map(graph.tasks.map(({ key }) => [key, 20 + random() * 180]));
    const duration = ({ key }: Task): number => durations.get(key) ?? 0;
    const { makespan } = simulate(graph, { slots: shape.slots, duration, weight: shape.isTold ? duration : undefined });
    const least = lowerBound(graph, { slots: shape.slots, duration });
    ours += makespan;
    bound += least;
    worst = Math.max(worst, makespan / least);
  }
  say(
    `${shape.name}: ${(ours / bound).toFixed(4)} of the bound over ${graphs} graphs, the worst ${worst.toFixed(4)}; goal ${goal}`,
  );
  return { name: shape.name, ratio: ours / bound, goal };
}

function lowerBound(graph: Graph, { slots, duration }: { slots: number; duration: (task: Task) => number }): number {
  const total = graph.tasks.reduce((sum, task) => sum + duration(task), 0);
  return Math.max(total / slots, ...criticalPath(graph, duration).values());
}
