import type { Problem } from '../../kernel/failure.ts';
import { nearest } from '../../kernel/issues.ts';
import { findCycles, type Edge } from './find-cycles.ts';
import type { Sketch } from './sketch.ts';

/** Turns the path of a key or list entry into its place in the file. */
export type Locate = (path: readonly PropertyKey[]) => string;

/** What is wrong between tasks: keys given twice, dependencies on nothing, on oneself, in a circle. */
export function checkEdges(tasks: readonly (Sketch | null)[], locate: Locate): Problem[] {
  const first = new Map<string, number>();
  for (const [index, task] of tasks.entries()) if (task?.key && !first.has(task.key)) first.set(task.key, index);
  const edges: (Edge & { place: string })[] = [];
  const problems = tasks.flatMap((task, index) => {
    if (!task) return [];
    const found = duplicateKey(task, { index, first, locate });
    for (const [position, to] of task.dependsOn.entries()) {
      if (to === null) continue;
      const place = locate(['tasks', index, 'dependsOn', position]);
      const wrong = refuseEdge(task, { position, to, keys: first });
      if (wrong) found.push({ place, message: wrong });
      else if (task.key) edges.push({ from: task.key, to, position, place });
    }
    return found;
  });
  return [...problems, ...circles(edges)];
}

function duplicateKey(task: Sketch, at: { index: number; first: Map<string, number>; locate: Locate }): Problem[] {
  const before = task.key === null ? undefined : at.first.get(task.key);
  if (before === undefined || before === at.index) return [];
  const message = `Two tasks have the key "${task.key}"; the first is at ${at.locate(['tasks', before, 'key'])}.`;
  return [{ place: at.locate(['tasks', at.index, 'key']), message }];
}

function refuseEdge(
  task: Sketch,
  { position, to, keys }: { position: number; to: string; keys: Map<string, number> },
): string | null {
  const name = task.key ?? 'This task';
  if (to === task.key) return `Task ${name} depends on itself.`;
  if (task.dependsOn.indexOf(to) < position) return `"${to}" is named twice in dependsOn.`;
  if (keys.has(to)) return null;
  const near = nearest(
    to,
    [...keys.keys()].filter((key) => key !== task.key),
  );
  return `There is no task "${to}" to depend on.${near ? ` Did you mean "${near}"?` : ''}`;
}

function circles(edges: readonly (Edge & { place: string })[]): Problem[] {
  const placeOf = new Map(edges.map((edge) => [`${edge.from} ${edge.position}`, edge.place]));
  return findCycles(edges).map((cycle) => {
    const [start] = cycle;
    const way = [...cycle.map(({ from }) => from), start?.from].join(' → ');
    return { place: placeOf.get(`${start?.from} ${start?.position}`) ?? '', message: `These tasks wait for each other: ${way}.` };
  });
}
