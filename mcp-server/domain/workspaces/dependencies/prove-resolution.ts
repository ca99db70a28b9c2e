import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isWithin } from '../../../kernel/is-within.ts';
import type { Doubt } from '../../../kernel/failure.ts';
import { isModuleFolder, listUntracked } from './module-folders.ts';

// What package managers install into beside node_modules.
const others = /(?:^|\/)(?:\.venv|venv|vendor)$/;

/**
 * Answers a doubt for each folder of packages that is a link out of the worktree, and for the first package in one that is a
 * link into another checkout of the repository: what is required there resolves to that checkout's own files.
 */
export async function proveResolution({ path, checkouts }: { path: string; checkouts: readonly string[] }): Promise<Doubt[]> {
  const foreign = checkouts.filter((checkout) => checkout !== path);
  const untracked = await listUntracked(path);
  return untracked.flatMap((name): Doubt[] => {
    if (!isModuleFolder(name) && !others.test(name)) return [];
    const folder = join(path, name);
    if (lstatSync(folder).isSymbolicLink()) {
      const to = real(folder);
      return to !== null && isWithin(path, to) ? [] : [doubt(name, `it is a link to ${to ?? 'nowhere'}`)];
    }
    const stray = isModuleFolder(name) ? findStray(folder, foreign) : null;
    return stray === null ? [] : [doubt(name, `${relative(folder, stray.link)} is a link to ${stray.to}`)];
  });
}

function findStray(folder: string, foreign: readonly string[]): { link: string; to: string } | null {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const link = join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      const to = real(link);
      if (to !== null && foreign.some((checkout) => isWithin(checkout, to))) return { link, to };
    } else if (entry.isDirectory() && (entry.name.startsWith('@') || entry.name === '.pnpm')) {
      const found = findStray(link, foreign);
      if (found !== null) return found;
    }
  }
  return null;
}

const doubt = (name: string, detail: string): Doubt => ({
  probe: `packages in ${name}`,
  detail,
  next: `Let the setup command install packages into the worktree instead of linking to another checkout.`,
});

function real(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
