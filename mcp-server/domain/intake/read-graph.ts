import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Graph } from '../../kernel/model.ts';
import type { Result } from '../../kernel/result.ts';
import { parseGraph } from '../tasks/parse-graph.ts';
import { readSpecFile } from './read-spec-file.ts';
import { readText } from './read-text.ts';

const mostBytes = 1_048_576;

/**
 * Reads and checks a graph file and the spec files that it names, and touches nothing. `path` is relative to `from` and is what
 * places are called by. Spec files are relative to the graph file and must lie in the repository around it; around a graph file
 * outside any repository, in its folder.
 */
export function readGraph({ path, from }: { path: string; from: string }): Result<Graph, 'graph-invalid' | 'file-unreadable'> {
  const file = resolve(from, path);
  const text = readText(file, { mostBytes, plainFile: false });
  if (!text.ok) return { ok: false, failure: { ...text.failure, path } };
  const folder = dirname(file);
  const root = worktreeAround(folder) ?? folder;
  return parseGraph({ text: text.value, path, readSpec: (specFile) => readSpecFile(specFile, { folder, root }) });
}

function worktreeAround(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return null;
  }
}
