import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackageManager, hasKeys, readObject, type PackageManager } from './package-json.ts';

/** How one package manager installs exactly what a worktree's lockfile says. */
export interface Installer {
  manager: string;
  /** Null where there is none, so that nothing says what to install. */
  lockfile: string | null;
  command: string;
  /** Said instead when the lockfile is refused as incomplete. */
  fallback: string | null;
  /** Whether all that it installs stands in `node_modules`, so that it can be kept for other worktrees. */
  keepsModules: boolean;
}

/** A lockfile, its manager and the command. The first of a group that is there counts. */
const others: [file: string, manager: string, command: string][][] = [
  [
    ['uv.lock', 'uv', 'uv sync --frozen'],
    ['poetry.lock', 'poetry', 'poetry install --no-interaction'],
    ['pdm.lock', 'pdm', 'pdm sync'],
    ['Pipfile.lock', 'pipenv', 'PIPENV_VENV_IN_PROJECT=1 pipenv sync --dev'],
    // A folder of its own that git ignores, so that nothing is installed for the whole machine.
    [
      'requirements.txt',
      'pip',
      `python3 -m venv .venv && echo '*' > .venv/.gitignore && .venv/bin/pip install --quiet -r requirements.txt`,
    ],
  ],
  [['Cargo.lock', 'cargo', 'cargo fetch --locked']],
  [['go.sum', 'go', 'go mod download']],
  [['Gemfile.lock', 'bundler', 'BUNDLE_FROZEN=true bundle install']],
  [['composer.lock', 'composer', 'composer install --no-interaction']],
  [['mix.lock', 'mix', 'mix deps.get --check-locked']],
  [['pubspec.lock', 'pub', 'dart pub get --enforce-lockfile']],
  [['packages.lock.json', 'dotnet', 'dotnet restore --locked-mode']],
  [['deno.lock', 'deno', 'deno install --frozen']],
];

/** The installers that a fresh worktree at `path` needs, by the lockfiles at its root. */
export function findInstallers(path: string): Installer[] {
  const found = others.flatMap((group): Installer[] => {
    const [lockfile, manager, command] = group.find(([file]) => isThere(join(path, file))) ?? [];
    if (lockfile === undefined || manager === undefined || command === undefined) return [];
    return [{ manager, lockfile, command, fallback: null, keepsModules: false }];
  });
  const javascript = findJavaScript(path);
  return javascript === null ? found : [javascript, ...found];
}

function findJavaScript(path: string): Installer | null {
  const manifest = readObject(join(path, 'package.json'));
  if (manifest === null) return null;
  const { manager, lockfile } = findPackageManager(path);
  const wants = ['dependencies', 'devDependencies', 'optionalDependencies', 'workspaces'].some((key) => hasKeys(manifest[key]));
  if (lockfile === null)
    return wants ? { manager, lockfile, command: withoutLockfile[manager], fallback: null, keepsModules: false } : null;
  if (manager === 'npm' && isEmptyNpmLock(join(path, lockfile))) return null;
  const isBerry = manager === 'yarn' && existsSync(join(path, '.yarnrc.yml'));
  return {
    manager,
    lockfile,
    command: isBerry ? 'yarn install --immutable' : fromLockfile[manager],
    fallback: manager === 'npm' ? 'npm install --no-save --no-audit --no-fund' : null,
    keepsModules: !isBerry,
  };
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
