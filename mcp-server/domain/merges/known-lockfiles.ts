import type { MergeConfig } from '../../kernel/config-merges.ts';

// Each writes the lockfile from the manifests that it stands beside, keeps what is locked already, and runs no script.
const known: MergeConfig['regenerate'] = [
  { paths: ['package-lock.json'], command: 'npm install --package-lock-only --ignore-scripts --no-audit --no-fund' },
  { paths: ['pnpm-lock.yaml'], command: 'pnpm install --lockfile-only --ignore-scripts' },
  { paths: ['yarn.lock'], command: 'yarn install --mode=update-lockfile' },
  { paths: ['bun.lock'], command: 'bun install --lockfile-only --ignore-scripts' },
  { paths: ['Cargo.lock'], command: 'cargo update --workspace' },
  { paths: ['go.sum'], command: 'go mod tidy' },
  { paths: ['uv.lock'], command: 'uv lock' },
  { paths: ['poetry.lock'], command: 'poetry lock' },
  { paths: ['Gemfile.lock'], command: 'bundle lock' },
  { paths: ['composer.lock'], command: 'composer update --lock --no-install --no-scripts' },
];

/** How generated files are made anew: as the configuration says, and for lockfiles as their package managers do it. */
export const regenerators = ({ regenerate }: Pick<MergeConfig, 'regenerate'>): MergeConfig['regenerate'] => [
  ...regenerate,
  ...known,
];
