import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Graph } from '../../kernel/model.ts';
import type { Result } from '../../kernel/result.ts';
import { parseGraph } from '../tasks/parse-graph.ts';
import { readSpecFile } from './read-spec-file.ts';
import { readText } from './read-text.ts';

const mostBytes = 1_048_576;

/** Where a graph comes from: a file, whose `path` is relative to `from`, or text that speaks as if it lay in `folder`. */
export type GraphSource = { path: string; from: string } | { text: string; folder: string };

/**
 * Reads and checks a graph and the spec files that it names, and touches nothing. A file's places are called by its `path` as
 * given. Spec files are relative to the graph file and must lie in the repository around it; around a graph file
 * outside any repository, in its folder.
 */
export function readGraph(source: GraphSource): Result<Graph, 'graph-invalid' | 'file-unreadable'> {
  if ('text' in source) return parse({ text: source.text, path: 'graph', folder: source.folder });
  const file = resolve(source.from, source.path);
  const text = readText(file, { mostBytes, plainFile: false });
  if (!text.ok) return { ok: false, failure: { ...text.failure, path: source.path } };
  return parse({ text: text.value, path: source.path, folder: dirname(file) });
}

function parse({ text, path, folder }: { text: string; path: string; folder: string }) {
  const root = worktreeAround(folder) ?? folder;
  return parseGraph({ text, path, readSpec: (specFile) => readSpecFile(specFile, { folder, root }) });
}

function worktreeAround(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return null;
  }
}
