import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The path of something that fanout ships, named from its root, whether the sources run or the bundle. */
export const shipped = (...path: string[]): string => join(root, ...path);

const root = findRoot();

function findRoot(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'plugin.json')) && existsSync(join(folder, 'mcp-server', 'main.mjs'))) return folder;
  }
  throw new Error(`No installation of fanout around ${import.meta.dirname}`);
}
