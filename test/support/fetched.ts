import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { exec } from '../../mcp-server/infra/process/exec.ts';

/** Where programs that only some tests need are kept, once for each person and machine. */
export const fetchedInto = join(homedir(), '.cache', 'fanout-test');

/**
 * The `node_modules` of a package that is too large to be a dependency, fetched once at this version and without its scripts.
 * Null where it cannot be had.
 */
export async function fetchPackage({ name, spec }: { name: string; spec: string }): Promise<string | null> {
  const folder = join(fetchedInto, name);
  const found = join(folder, 'node_modules');
  if (existsSync(found)) return found;
  const fresh = `${folder}-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const installed = await exec({
    command: 'npm',
    args: ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', fresh, spec],
    cwd: fresh,
    environment: Object.fromEntries(
      Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    timeoutMs: 240_000,
    group: true,
  });
  if (installed.exitCode === 0 && !existsSync(folder)) renameSync(fresh, folder);
  rmSync(fresh, { recursive: true, force: true });
  return existsSync(found) ? found : null;
}
