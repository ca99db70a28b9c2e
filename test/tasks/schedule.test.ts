import { describe, expect, test } from 'vitest';
import { criticalPath, inOrder } from '../../mcp-server/domain/tasks/critical-path.ts';
import { estimateRun } from '../../mcp-server/domain/tasks/estimate-run.ts';
import { nextTasks } from '../../mcp-server/domain/tasks/next-tasks.ts';
import { simulate } from '../../mcp-server/domain/tasks/simulate.ts';
import { waves } from '../../mcp-server/domain/tasks/waves.ts';
import type { Graph, Phase, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeGraph, randomGraph } from '../support/graphs.ts';
import { seeded } from '../support/random.ts';

//   a ─┬─▶ b ─▶ d ─▶ e
//      └─▶ c ───┘         f
const diamond = makeGraph({ f: [], a: [], c: ['a'], b: ['a'], d: ['b', 'c'], e: ['d'] });

const next = (graph: Graph, phases: Record<string, Phase>, free: number) =>
  nextTasks({ graph, phases: new Map(Object.entries(phases) as [TaskKey, Phase][]), free, weights: criticalPath(graph) });

describe('the choice of tasks', () => {
  test('starts what lies on the longest path first', () => {
    expect(next(diamond, {}, 1)).toEqual(['a']);
    expect(next(diamond, {}, 9)).toEqual(['a', 'f']);
  });

  test('keeps the order of the file among equals', () => {
    expect(next(diamond, { a: 'done', f: 'done' }, 9)).toEqual(['c', 'b']);
  });

  test('fills no more slots than are free', () => {
    expect(next(diamond, { a: 'done' }, 2)).toEqual(['c', 'b']);
    expect(next(diamond, { a: 'done' }, 0)).toEqual([]);
    expect(next(diamond, { a: 'done' }, -3)).toEqual([]);
  });

  test.each<Phase>(['building', 'merging', 'learning', 'blocked', 'parked', 'failed', 'cancelled'])(
    'starts nothing that depends on a task that is %s, and all else',
    (phase) => {
      expect(next(diamond, { a: phase }, 9)).toEqual(['f']);
    },
  );
});

test('the critical path is weighed to the end of the graph', () => {
  expect(Object.fromEntries(criticalPath(diamond))).toEqual({ a: 4, b: 3, c: 3, d: 2, e: 1, f: 1 });
  const weight = ({ key }: { key: TaskKey }) => (key === 'c' ? 10 : 1);
  expect(Object.fromEntries(criticalPath(diamond, weight))).toEqual({ a: 13, b: 3, c: 12, d: 2, e: 1, f: 1 });
});

test('waves hold what could run at once', () => {
  expect(waves(diamond)).toEqual([['f', 'a'], ['c', 'b'], ['d'], ['e']]);
});

test('an estimate adds the money up and plays the schedule through', () => {
  const expectTask = ({ key }: { key: TaskKey }) => ({ minutes: key === 'b' ? 5 : 2, usd: 1 });
  expect(estimateRun(diamond, { slots: 2, expect: expectTask })).toEqual({
    tasks: 6,
    waves: 4,
    minutes: 11,
    usd: 6,
    path: ['a', 'b', 'd', 'e'],
  });
  expect(estimateRun(diamond, { slots: 1, expect: expectTask }).minutes).toBe(15);
});

describe.each(Array.from({ length: 40 }, (_, at) => at + 1))('a random graph, seed %i', (seed) => {
  const random = seeded(seed);
  const size = 1 + Math.floor(random() * 80);
  const slots = 1 + Math.floor(random() * 8);
  const graph = randomGraph(random, { size, most: 4, reach: 1 + Math.floor(random() * size) });
  const durations = new Map(graph.tasks.map(({ key }) => [key, 1 + random() * 9]));
  const duration = ({ key }: { key: TaskKey }): number => durations.get(key) ?? 0;

  test('starts nothing before all that it depends on has ended, and never more than there are slots', () => {
    const { starts, ends } = simulate(graph, { slots, duration });
    expect(ends.size).toBe(size);
    for (const { key, dependsOn } of graph.tasks) {
      const start = starts.get(key) ?? -1;
      expect(Math.max(0, ...dependsOn.map((one) => ends.get(one) ?? Infinity))).toBeLessThanOrEqual(start);
      const beside = graph.tasks.filter((one) => (starts.get(one.key) ?? 0) <= start && (ends.get(one.key) ?? 0) > start);
      expect(beside.length).toBeLessThanOrEqual(slots);
    }
  });

  test('ends no later than list scheduling promises, and no earlier than is possible', () => {
    const total = [...durations.values()].reduce((sum, one) => sum + one, 0);
    const longest = Math.max(...criticalPath(graph, duration).values());
    const { makespan } = simulate(graph, { slots, duration });
    expect(makespan).toBeGreaterThanOrEqual(Math.max(total / slots, longest) - 1e-9);
    // Graham 1969: whatever the order, a list schedule is within this of the bound.
    expect(makespan).toBeLessThanOrEqual(total / slots + longest * (1 - 1 / slots) + 1e-9);
  });

  test('loses only what depends on a task that failed', () => {
    const failing = graph.tasks[Math.floor(random() * size)]?.key;
    const doomed = new Set([failing]);
    for (const { key, dependsOn } of inOrder(graph.tasks)) if (dependsOn.some((one) => doomed.has(one))) doomed.add(key);
    const phases = new Map<TaskKey, Phase>();
    for (let started = next0(graph, phases); started.length > 0; started = next0(graph, phases)) {
      for (const key of started) phases.set(key, key === failing ? 'failed' : 'done');
    }
    const left = graph.tasks.filter(({ key }) => phases.get(key) !== 'done').map(({ key }) => key);
    expect(new Set(left)).toEqual(doomed);
  });
});

const next0 = (graph: Graph, phases: Map<TaskKey, Phase>) => nextTasks({ graph, phases, free: 3, weights: criticalPath(graph) });
