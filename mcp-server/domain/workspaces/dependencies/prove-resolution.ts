import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isWithin } from '../../../kernel/is-within.ts';
import type { Doubt } from '../../../kernel/failure.ts';
import { isModuleFolder, listUntracked } from './module-folders.ts';

// What package managers install into beside node_modules.
const others = /(?:^|\/)(?:\.venv|venv|vendor)$/;

/**
 * Answers a doubt for each folder of packages that is a link out of the worktree, and for the first package in one that is a
 * link into another checkout of the repository: what is required there resolves to that checkout's own files. `view` stands before
 * each path that is looked at.
 */
export async function proveResolution({
  path,
  view = '',
  checkouts,
}: {
  path: string;
  view?: string;
  checkouts: readonly string[];
}): Promise<Doubt[]> {
  const foreign = checkouts.filter((checkout) => checkout !== path);
  const untracked = await listUntracked(path);
  return untracked.flatMap((name): Doubt[] => {
    if (!isModuleFolder(name) && !others.test(name)) return [];
    const folder = join(path, name);
    if (lstatSync(view + folder).isSymbolicLink()) {
      const to = follow(folder, view);
      return to !== null && isWithin(path, to) ? [] : [doubt(name, `it is a link to ${to ?? 'nowhere'}`)];
    }
    const stray = isModuleFolder(name) ? findStray(folder, { foreign, view }) : null;
    return stray === null ? [] : [doubt(name, `${relative(folder, stray.link)} is a link to ${stray.to}`)];
  });
}

interface Looking {
  foreign: readonly string[];
  view: string;
}

function findStray(folder: string, looking: Looking): { link: string; to: string } | null {
  const { foreign, view } = looking;
  for (const entry of readdirSync(view + folder, { withFileTypes: true })) {
    const link = join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      const to = follow(link, view);
      if (to !== null && foreign.some((checkout) => isWithin(checkout, to))) return { link, to };
    } else if (entry.isDirectory() && (entry.name.startsWith('@') || entry.name === '.pnpm')) {
      const found = findStray(link, looking);
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

/** Where a link leads in the end, or null for nowhere. */
function follow(link: string, view: string): string | null {
  if (view === '') return attempt(() => realpathSync(link));
  // The system would follow links in the view to files outside of it.
  let to = link;
  for (let step = 0; step < mostSteps; step++) {
    const next = attempt(() => readlinkSync(view + to));
    if (next === null) break;
    to = resolve(dirname(to), next);
  }
  return existsSync(view + to) ? (attempt(() => realpathSync(to)) ?? to) : null;
}

// As the kernel counts them.
const mostSteps = 40;

function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
