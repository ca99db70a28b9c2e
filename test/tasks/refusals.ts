import type { ReadSpec } from '../../mcp-server/domain/tasks/check-tasks.ts';
import { parseGraph } from '../../mcp-server/domain/tasks/parse-graph.ts';

/** Reads spec files of a folder that has none. */
export const readNothing: ReadSpec = (path) => ({
  ok: false,
  failure: { reason: 'file-unreadable', path, detail: 'it does not exist' },
});

/** What is wrong with the text of a graph, a line each: the place and the message. Empty when nothing is. */
export function refusals(text: string): string[] {
  const parsed = parseGraph({ text, path: 'graph.yaml', readSpec: readNothing });
  return parsed.ok ? [] : parsed.failure.problems.map(({ place, message }) => `${place} ${message}`);
}
