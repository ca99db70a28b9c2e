import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { detectChecks } from '../../mcp-server/domain/workspaces/detect-checks.ts';
import { detectSetup } from '../../mcp-server/domain/workspaces/detect-setup.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const manifest = JSON.stringify({ dependencies: { left: '1' }, scripts: { test: 'node --test' } });
const lock = JSON.stringify({ packages: { '': {}, 'node_modules/left': {} } });
const emptyLock = JSON.stringify({ packages: { '': { name: 'x' } } });
const unsaid = JSON.stringify({ scripts: { test: 'echo "Error: no test specified" && exit 1' } });

test.each<[Record<string, string>, string | null]>([
  [{}, null],
  [{ 'package.json': '{}' }, null],
  [{ 'package.json': 'not JSON', 'package-lock.json': lock }, null],
  [{ 'package.json': manifest, 'package-lock.json': lock }, 'npm ci --no-audit --no-fund'],
  [{ 'package.json': '{}', 'package-lock.json': emptyLock }, null],
  [{ 'package.json': manifest }, 'npm install --no-package-lock --no-audit --no-fund'],
  [{ 'package.json': manifest, 'pnpm-lock.yaml': 'x' }, 'pnpm install --frozen-lockfile'],
  [{ 'package.json': manifest, 'yarn.lock': 'x' }, 'yarn install --frozen-lockfile'],
  [{ 'package.json': manifest, 'yarn.lock': 'x', '.yarnrc.yml': '' }, 'yarn install --immutable'],
  [{ 'package.json': manifest, 'bun.lock': 'x' }, 'bun install --frozen-lockfile'],
  [
    { 'package.json': JSON.stringify({ packageManager: 'npm@11.0.0' }), 'package-lock.json': lock, 'yarn.lock': 'x' },
    'npm ci --no-audit --no-fund',
  ],
  [{ 'uv.lock': 'x', 'requirements.txt': 'x' }, 'uv sync --frozen'],
  [{ 'poetry.lock': 'x' }, 'poetry install --no-interaction'],
  [{ 'Cargo.lock': 'x' }, 'cargo fetch --locked'],
  [{ 'go.sum': 'x' }, 'go mod download'],
  [{ 'go.sum': '' }, null],
  [{ 'Gemfile.lock': 'x' }, 'BUNDLE_FROZEN=true bundle install'],
  [{ 'composer.lock': 'x' }, 'composer install --no-interaction'],
  [
    { 'package.json': manifest, 'package-lock.json': lock, 'Cargo.lock': 'x' },
    'npm ci --no-audit --no-fund && cargo fetch --locked',
  ],
])('the setup of %j is %j', (files, command) => {
  expect(detectSetup(folderWith(files))).toBe(command);
});

test('a requirements.txt is installed into an environment of its own that git does not see', () => {
  expect(detectSetup(folderWith({ 'requirements.txt': 'pytest\n' }))).toBe(
    `python3 -m venv .venv && echo '*' > .venv/.gitignore && .venv/bin/pip install --quiet -r requirements.txt`,
  );
});

test.each<[Record<string, string>, string[]]>([
  [{}, []],
  [{ 'package.json': manifest }, ['npm test']],
  [{ 'package.json': unsaid }, []],
  [{ 'package.json': manifest, 'pnpm-lock.yaml': 'x' }, ['pnpm test']],
  [{ 'package.json': manifest, 'bun.lockb': 'x' }, ['bun run test']],
  [{ 'pyproject.toml': '[tool.pytest.ini_options]\n', 'uv.lock': 'x' }, ['uv run python -m pytest']],
  [{ 'requirements.txt': 'pytest==9\n' }, ['.venv/bin/python -m pytest']],
  [{ 'pytest.ini': '' }, ['python3 -m pytest']],
  [{ 'Cargo.toml': '' }, ['cargo test']],
  [{ 'go.mod': '' }, ['go test ./...']],
  [{ '.rspec': '' }, ['bundle exec rspec']],
  [{ 'composer.json': JSON.stringify({ scripts: { test: ['phpunit'] } }) }, ['composer test']],
  [{ Makefile: 'build:\n\ntest: build\n\ttrue\n' }, ['make test']],
  [{ Makefile: 'test := no\n' }, []],
])('the checks of %j are %j', (files, commands) => {
  expect(detectChecks(folderWith(files))).toEqual(commands);
});
