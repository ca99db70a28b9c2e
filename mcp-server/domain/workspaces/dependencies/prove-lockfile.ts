import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Doubt } from '../../../kernel/failure.ts';
import { digest } from '../../../kernel/id.ts';
import type { Installed } from './install.ts';
import { findInstallers, type Installer } from './installers.ts';
import { readObject } from './package-json.ts';

/**
 * Answers a doubt for each lockfile of a worktree that is not what is installed there: it has changed since, or the packages in
 * place have other versions or are missing. Packages are looked at themselves, not at what a package manager noted.
 */
export function proveLockfiles({ path, installed }: { path: string; installed: readonly Installed[] }): Doubt[] {
  return findInstallers(path).flatMap((installer) => {
    const { lockfile } = installer;
    if (lockfile === null) return [];
    const known = installed.find((one) => one.lockfile === lockfile)?.lockfileHash;
    const now = digest(readFileSync(join(path, lockfile), 'latin1'));
    const detail =
      known !== undefined && known !== now ? 'it has changed since its packages were installed' : compare(path, installer);
    if (detail === null) return [];
    return [
      {
        probe: `lockfile ${lockfile}`,
        detail,
        next: `Let the setup command install what ${lockfile} says (\`${installer.command}\`).`,
      },
    ];
  });
}

function compare(path: string, { manager, lockfile, keepsModules }: Installer): string | null {
  if (!keepsModules || lockfile === null) return null;
  switch (manager) {
    case 'npm':
      return compareNpm(path, lockfile);
    case 'pnpm':
      return comparePnpm(path, lockfile);
    case 'yarn':
      return compareYarn(path, lockfile);
    default:
      return existsSync(join(path, 'node_modules')) ? null : 'nothing is installed';
  }
}

interface Locked {
  version?: string;
  link?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  peer?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
}

function compareNpm(path: string, lockfile: string): string | null {
  const packages = readObject(join(path, lockfile))?.['packages'] as Record<string, Locked> | undefined;
  // The first version of the format names no places.
  const wanted = Object.entries(packages ?? {}).filter(([place, { link }]) => place.includes('node_modules/') && link !== true);
  const found = wanted.map(([place, locked]) => ({
    place,
    locked,
    version: readObject(join(path, place, 'package.json'))?.['version'],
  }));
  const withoutDevelopment = !found.some(({ locked, version }) => locked.dev === true && version !== undefined);
  for (const { place, locked, version } of found) {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const mayLack = locked.optional ?? locked.devOptional ?? locked.peer ?? ((locked.dev ?? false) && withoutDevelopment);
    if (version === undefined && !mayLack) return `${name} ${locked.version ?? ''} is locked and not installed`;
    if (typeof version === 'string' && locked.version !== undefined && version !== locked.version)
      return `${name} ${locked.version} is locked and ${version} installed`;
  }
  return null;
}

interface PnpmLock {
  importers?: Record<string, Record<string, Record<string, { version?: string }> | undefined>>;
}

/** pnpm leaves a copy of what it installed, less what it was told to leave out. */
function comparePnpm(path: string, lockfile: string): string | null {
  const current = join(path, 'node_modules/.pnpm/lock.yaml');
  if (!existsSync(join(path, 'node_modules'))) return 'nothing is installed';
  if (!existsSync(current)) return null;
  const wanted = parse(readFileSync(join(path, lockfile), 'utf8')) as PnpmLock;
  const installed = parse(readFileSync(current, 'utf8')) as PnpmLock;
  for (const [importer, groups] of Object.entries(installed.importers ?? {})) {
    for (const [group, entries] of Object.entries(groups)) {
      for (const [name, entry] of Object.entries(entries ?? {})) {
        const locked = wanted.importers?.[importer]?.[group]?.[name]?.version;
        if (locked !== entry.version)
          return `${name} ${locked ?? 'of no version'} is locked and ${entry.version ?? 'another'} installed`;
      }
    }
  }
  return null;
}

/** Yarn 1 notes what it installed; the notes of a later one stand elsewhere and are not compared. */
function compareYarn(path: string, lockfile: string): string | null {
  if (!existsSync(join(path, 'node_modules'))) return 'nothing is installed';
  const entries = readObject(join(path, 'node_modules/.yarn-integrity'))?.['lockfileEntries'];
  if (typeof entries !== 'object' || entries === null) return null;
  const text = readFileSync(join(path, lockfile), 'utf8');
  const stale = Object.entries(entries).find(
    ([, resolved]) => typeof resolved === 'string' && resolved !== '' && !text.includes(resolved),
  );
  return stale ? `${stale[0]} is installed and not locked` : null;
}
