import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Infra } from '../../../infra/infra.ts';
import { tryLock } from '../../../infra/store/lock.ts';
import { poolLock, poolRoot } from './pool.ts';

/** Finds sets of packages that nobody is keeping or deleting any more, removes them unless `dryRun`, and answers their paths. */
export async function sweepPool(infra: Infra, { dryRun }: { dryRun: boolean }): Promise<string[]> {
  const root = poolRoot(infra);
  const halves = existsSync(root) ? readdirSync(root).filter((name) => name.endsWith('.new')) : [];
  const swept: string[] = [];
  for (const name of halves) {
    // Whoever fills a place holds its lock until it is killed.
    const lock = tryLock(poolLock(infra, { key: name.replace(/(?:-frozen)?\.new$/, '') }));
    if (lock === null) continue;
    if (!dryRun) await rm(join(root, name), { recursive: true, force: true });
    lock.release();
    swept.push(join(root, name));
  }
  return swept;
}
