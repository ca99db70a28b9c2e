import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackageManager, hasKeys, readObject, type PackageManager } from './package-json.ts';

/** A lockfile and the command that installs exactly what it says. The first of a group that is there counts. */
const others: [string, string][][] = [
  [
    ['uv.lock', 'uv sync --frozen'],
    ['poetry.lock', 'poetry install --no-interaction'],
    // A folder of its own that git ignores, so that nothing is installed for the whole machine.
    [
      'requirements.txt',
      `python3 -m venv .venv && echo '*' > .venv/.gitignore && .venv/bin/pip install --quiet -r requirements.txt`,
    ],
  ],
  [['Cargo.lock', 'cargo fetch --locked']],
  [['go.sum', 'go mod download']],
  [['Gemfile.lock', 'BUNDLE_FROZEN=true bundle install']],
  [['composer.lock', 'composer install --no-interaction']],
];

/**
 * The shell command that makes a fresh worktree at `path` runnable, by the lockfiles at its root; null when there is nothing
 * to install.
 */
export function detectSetup(path: string): string | null {
  const found = others.flatMap((group) => group.find(([file]) => isThere(join(path, file)))?.[1] ?? []);
  const javascript = detectJavaScript(path);
  const commands = javascript === null ? found : [javascript, ...found];
  return commands.length === 0 ? null : commands.join(' && ');
}

function detectJavaScript(path: string): string | null {
  const manifest = readObject(join(path, 'package.json'));
  if (manifest === null) return null;
  const { manager, lockfile } = findPackageManager(path);
  const dependencies = ['dependencies', 'devDependencies', 'optionalDependencies', 'workspaces'].some((key) =>
    hasKeys(manifest[key]),
  );
  if (lockfile === null) return dependencies ? withoutLockfile[manager] : null;
  if (manager === 'npm' && isEmptyNpmLock(join(path, lockfile))) return null;
  return manager === 'yarn' && existsSync(join(path, '.yarnrc.yml')) ? 'yarn install --immutable' : fromLockfile[manager];
}

const fromLockfile: Record<PackageManager, string> = {
  npm: 'npm ci --no-audit --no-fund',
  pnpm: 'pnpm install --frozen-lockfile',
  yarn: 'yarn install --frozen-lockfile',
  bun: 'bun install --frozen-lockfile',
};

// Nobody asked for a lockfile, so none may appear in the task's changes.
const withoutLockfile: Record<PackageManager, string> = {
  npm: 'npm install --no-package-lock --no-audit --no-fund',
  pnpm: 'pnpm install --no-lockfile',
  yarn: 'yarn install --no-lockfile',
  bun: 'bun install --no-save',
};

function isEmptyNpmLock(path: string): boolean {
  const lock = readObject(path);
  const packages = lock?.['packages'];
  if (typeof packages === 'object' && packages !== null) return Object.keys(packages).every((name) => name === '');
  return lock !== null && !hasKeys(lock['dependencies']);
}

/** Whether a file is there and says anything. */
const isThere = (path: string): boolean => existsSync(path) && readFileSync(path, 'utf8').trim() !== '';
