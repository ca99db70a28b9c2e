import type { Graph, Task, TaskKey } from '../../mcp-server/kernel/model.ts';

/** A task of which only the key and what it depends on matter. */
const makeTask = (key: string, dependsOn: string[] = []): Task => ({
  key: key as TaskKey,
  title: key,
  spec: `Do ${key}.`,
  dependsOn: dependsOn as TaskKey[],
  paths: [],
  checks: [],
  tools: [],
  models: {},
  budget: {},
});

/** A graph from its edges: `{ a: [], b: ['a'] }` is `a → b`. */
export const makeGraph = (edges: Record<string, string[]>): Graph => ({
  title: 'A graph',
  tasks: Object.entries(edges).map(([key, dependsOn]) => makeTask(key, dependsOn)),
});

/** A random graph without circles: each task depends on up to `most` of the `reach` tasks before it. */
export function randomGraph(random: () => number, { size, most, reach }: { size: number; most: number; reach: number }): Graph {
  const tasks = Array.from({ length: size }, (_, index) => {
    const before = Math.min(index, reach);
    const count = Math.min(before, Math.floor(random() * (most + 1)));
    const chosen = new Set(Array.from({ length: count }, () => index - 1 - Math.floor(random() * before)));
    return makeTask(
      `t${index}`,
      [...chosen].map((at) => `t${at}`),
    );
  });
  return { title: 'A random graph', tasks };
}
