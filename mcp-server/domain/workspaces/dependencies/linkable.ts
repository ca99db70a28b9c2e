import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../../infra/process/exec.ts';
import { hasKeys, readObject } from './package-json.ts';

/** What stands in a `node_modules`, by name: what several worktrees may share, and what each must have for itself. */
export interface Parts {
  link: string[];
  copy: string[];
}

/**
 * Splits what stands in a `node_modules` into what may be linked into several worktrees and what each must have as a copy of
 * its own: packages that build or generate something when they are installed, those that are patched, scopes that hold one of
 * them, and folders that are no packages, such as caches.
 */
export function splitModules({ folder, patched }: { folder: string; patched: ReadonlySet<string> }): Parts {
  const link: string[] = [];
  const copy: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const isScope = entry.name.startsWith('@');
    const names = isScope ? readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name];
    const isQuiet =
      entry.isDirectory() &&
      !entry.name.startsWith('.') &&
      names.every((name) => isInert(join(folder, name)) && !patched.has(name));
    (isQuiet ? link : copy).push(entry.name);
  }
  return { link, copy };
}

/** Whether a package only holds what was published: no script of its own runs when it is installed. */
function isInert(path: string): boolean {
  const manifest = readObject(join(path, 'package.json'));
  if (manifest === null || manifest['gypfile'] === true) return false;
  const scripts = manifest['scripts'];
  if (hasKeys(scripts) && ['preinstall', 'install', 'postinstall'].some((name) => name in (scripts as object))) return false;
  const nested = readdirSync(path);
  if (nested.includes('binding.gyp')) return false;
  if (!nested.includes('node_modules')) return true;
  return splitModules({ folder: join(path, 'node_modules'), patched: new Set() }).copy.every((name) => name.startsWith('.'));
}

/** Names of the packages that patch files are for, as patch-package and pnpm name them: `@scope+name+1.2.3.patch`. */
export const patchedPackages = (files: readonly string[]): Set<string> =>
  new Set(
    files.map((file) =>
      file
        .replace(/\.(?:patch|diff)$/, '')
        .replace(/(?:\+|@)\d[^+@]*$/, '')
        .replace('+', '/')
        .replace('__', '/'),
    ),
  );

/** Takes the right to write from every file below a folder, or gives it back to the owner. Folders stay as they are. */
export async function setWritable({ folder, writable }: { folder: string; writable: boolean }): Promise<void> {
  await exec({
    command: 'find',
    args: [folder, '-type', 'f', '-exec', 'chmod', writable ? 'u+w' : 'a-w', '{}', '+'],
    cwd: '/',
    environment: { PATH: process.env['PATH'] ?? '' },
  });
}
