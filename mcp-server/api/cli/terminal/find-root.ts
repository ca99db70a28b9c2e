import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that fanout is installed in, whether its sources run or its bundle. */
export function findRoot(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'mcp-server', 'main.mjs'))) return folder;
  }
  throw new Error(`No installation of fanout around ${import.meta.dirname}`);
}

/** The version of fanout, as its package.json has it. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(findRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
