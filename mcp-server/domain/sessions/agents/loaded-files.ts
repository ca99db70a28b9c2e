import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the hook of a session notes what Claude Code loaded, one call of the hook a line. */
export const loadedPath = (directory: string): string => join(directory, 'loaded.ndjson');

/**
 * The files of instructions that Claude Code loaded in a session, each once, as absolute paths: CLAUDE.md and rules, as its
 * `InstructionsLoaded` hook named them. Empty for agents that run no hooks. A torn line is passed over.
 */
export function readLoadedFiles(directory: string): string[] {
  const path = loadedPath(directory);
  if (!existsSync(path)) return [];
  return [...new Set(readFileSync(path, 'utf8').split('\n').flatMap(readNote))];
}

function readNote(line: string): string[] {
  try {
    const note: unknown = JSON.parse(line);
    const path = typeof note === 'object' && note !== null && 'file_path' in note ? note.file_path : null;
    return typeof path === 'string' ? [path] : [];
  } catch {
    return [];
  }
}
