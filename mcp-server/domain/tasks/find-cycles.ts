/** One task that names another in its `dependsOn`, at this position of the list. */
export interface Edge {
  from: string;
  to: string;
  position: number;
}

/**
 * Finds circles of tasks that wait for each other: for each task that is in one, one is told, the shortest, each circle once.
 * None for a graph that can be run. Edges to oneself are not looked at.
 */
export function findCycles(edges: readonly Edge[]): Edge[][] {
  const outgoing = new Map<string, Edge[]>();
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    const known = outgoing.get(edge.from);
    if (known) known.push(edge);
    else outgoing.set(edge.from, [edge]);
  }
  const cycles: Edge[][] = [];
  const told = new Set<string>();
  for (const start of outgoing.keys()) {
    if (told.has(start)) continue;
    const cycle = shortestWayBack(start, outgoing);
    for (const { from } of cycle) told.add(from);
    if (cycle.length > 0) cycles.push(cycle);
  }
  return cycles;
}

function shortestWayBack(start: string, outgoing: ReadonlyMap<string, Edge[]>): Edge[] {
  const cameBy = new Map<string, Edge>();
  const queue = [start];
  // The queue grows while it is walked: breadth first, so the first way back is a shortest one.
  for (const at of queue) {
    for (const edge of outgoing.get(at) ?? []) {
      if (cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, edge);
      if (edge.to === start) return unwind(start, cameBy);
      queue.push(edge.to);
    }
  }
  return [];
}

function unwind(start: string, cameBy: ReadonlyMap<string, Edge>): Edge[] {
  const way: Edge[] = [];
  for (let edge = cameBy.get(start); edge; edge = edge.from === start ? undefined : cameBy.get(edge.from)) way.unshift(edge);
  return way;
}
