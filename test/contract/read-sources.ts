import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the project. */
export const root = join(import.meta.dirname, '../..');

/** Sources by their path from the project's folder. */
export type Sources = ReadonlyMap<string, string>;

/** Reads the sources that match. What is installed, the demo's sample project and what is built are not ours to judge. */
export function readSources(patterns: string[]): Sources {
  const paths = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**', 'demo/project/**', '**/dist/**'] });
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
