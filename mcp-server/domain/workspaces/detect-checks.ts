import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackageManager, readObject } from './dependencies/package-json.ts';

/** The commands that a repository's own conventions name as its tests; empty when nothing names any. */
export function detectChecks(path: string): string[] {
  const has = (file: string) => existsSync(join(path, file));
  const says = (file: string, what: RegExp) => has(file) && what.test(readFileSync(join(path, file), 'utf8'));
  const found = [
    hasTestScript(path, 'package.json') ? [testCommand(path)] : [],
    usesPytest({ has, says }) ? [`${pythonRunner(has)} -m pytest`] : [],
    has('Cargo.toml') ? ['cargo test'] : [],
    has('go.mod') ? ['go test ./...'] : [],
    has('.rspec') ? ['bundle exec rspec'] : [],
    hasTestScript(path, 'composer.json') ? ['composer test'] : [],
  ].flat();
  if (found.length > 0) return found;
  return says('Makefile', /^test\s*:(?!=)/m) ? ['make test'] : [];
}

/** The script that `npm init` writes only says that there is none. */
function hasTestScript(path: string, file: string): boolean {
  const scripts = readObject(join(path, file))?.['scripts'];
  const script = typeof scripts === 'object' && scripts !== null && 'test' in scripts ? scripts.test : undefined;
  if (typeof script === 'string') return script.trim() !== '' && !script.includes('no test specified');
  return Array.isArray(script) && script.length > 0;
}

function testCommand(path: string): string {
  const { manager } = findPackageManager(path);
  // `bun test` is Bun's own runner; the script is behind `run`.
  return manager === 'bun' ? 'bun run test' : `${manager} test`;
}

interface Look {
  has: (file: string) => boolean;
  says: (file: string, what: RegExp) => boolean;
}

const usesPytest = ({ has, says }: Look): boolean =>
  has('pytest.ini') ||
  says('pyproject.toml', /^\[tool\.pytest|["']pytest\b|^pytest\s*=/m) ||
  says('requirements.txt', /^pytest\b/m) ||
  says('setup.cfg', /^\[tool:pytest\]/m);

/** The Python of the environment that `detectSetup` fills. */
function pythonRunner(has: (file: string) => boolean): string {
  if (has('uv.lock')) return 'uv run python';
  if (has('poetry.lock')) return 'poetry run python';
  return has('requirements.txt') ? '.venv/bin/python' : 'python3';
}
