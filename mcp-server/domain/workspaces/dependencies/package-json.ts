import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A JavaScript package manager that fanout knows. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const lockfiles: [string, PackageManager][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** The package manager of a folder, by `packageManager` in its package.json or by its lockfile, and that lockfile. */
export function findPackageManager(path: string): { manager: PackageManager; lockfile: string | null } {
  const declared = /^(npm|pnpm|yarn|bun)@/.exec(String(readObject(join(path, 'package.json'))?.['packageManager']))?.[1];
  const present = lockfiles.filter(([file]) => existsSync(join(path, file)));
  const [lockfile = null, manager] = present.find(([, manager]) => manager === declared) ?? present[0] ?? [];
  return { manager: (declared as PackageManager | undefined) ?? manager ?? 'npm', lockfile };
}

/** The object in a JSON file, or null when it is absent or something else. */
export function readObject(path: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Whether a value is an object with at least one key. */
export const hasKeys = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length > 0;
