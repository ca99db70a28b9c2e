import { posix } from 'node:path';
import picomatch from 'picomatch';
import type { MergeConfig } from '../../kernel/config-merges.ts';

/** A command that writes a generated file anew, and the folder that it runs in, relative to the top. */
export interface Regenerator {
  command: string;
  folder: string;
}

// Each writes the lockfile from the manifests that it stands beside, keeps what is locked already (pipenv cannot), and runs
// no script of a package.
const known = new Map([
  ['package-lock.json', 'npm install --package-lock-only --ignore-scripts --no-audit --no-fund'],
  ['npm-shrinkwrap.json', 'npm install --package-lock-only --ignore-scripts --no-audit --no-fund'],
  ['pnpm-lock.yaml', 'pnpm install --lockfile-only --ignore-scripts'],
  ['yarn.lock', 'yarn install --mode=update-lockfile'],
  ['bun.lock', 'bun install --lockfile-only --ignore-scripts'],
  ['Cargo.lock', 'cargo update --workspace'],
  ['go.sum', 'go mod tidy'],
  ['uv.lock', 'uv lock'],
  ['poetry.lock', 'poetry lock'],
  ['pdm.lock', 'pdm lock --update-reuse'],
  ['Pipfile.lock', 'pipenv lock'],
  ['Gemfile.lock', 'bundle lock'],
  ['composer.lock', 'composer update --lock --no-install --no-scripts'],
  ['mix.lock', 'mix deps.get'],
]);

/** How a generated file is made anew: as the configuration says, or for a lockfile as its package manager does it. */
export function findRegenerator(file: string, { regenerate }: Pick<MergeConfig, 'regenerate'>): Regenerator | null {
  const configured = regenerate.find(({ paths }) => picomatch(paths, { dot: true })(file));
  if (configured) return { command: configured.command, folder: '.' };
  const command = known.get(posix.basename(file));
  return command === undefined ? null : { command, folder: posix.dirname(file) };
}
