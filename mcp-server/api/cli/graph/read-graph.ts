import { readFile } from 'node:fs/promises';
import type { Graph } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { parseGraph } from '../../../domain/tasks/parse-graph.ts';

/** Reads and checks a graph file and the spec files that it names. Nothing is touched. */
export async function readGraph(path: string): Promise<Result<Graph, 'graph-invalid' | 'file-unreadable'>> {
  const text = await readText(path);
  return text.ok ? parseGraph({ text: text.value, path, readSpec: (file) => readText(file) }) : text;
}

async function readText(path: string): Promise<Result<string, 'file-unreadable'>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return fail({ reason: 'file-unreadable', path, detail: error instanceof Error ? error.message : String(error) });
  }
}
