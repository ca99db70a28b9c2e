import { join } from 'node:path';
import { ok, type Result } from '../../../kernel/result.ts';
import { exec } from '../../../infra/process/exec.ts';
import { runCommand, type Installation } from './run-command.ts';
import { readObject } from './package-json.ts';
import { manifests } from './pool-key.ts';

// What `npm ci` runs of the project itself, in this order (docs.npmjs.com/cli/using-npm/scripts).
const lifecycle = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

const scriptsOf = (manifest: string): string[] => {
  const scripts = readObject(manifest)?.['scripts'];
  return typeof scripts === 'object' && scripts !== null ? lifecycle.filter((name) => name in scripts) : [];
};

/**
 * Whether the project itself runs scripts when it is installed, and whether we know how to run them without installing: those
 * of the root under npm. With others its packages are no matter for the pool.
 */
export async function hasOwnScripts({
  path,
  installer,
}: Pick<Installation, 'path' | 'installer'>): Promise<{ some: boolean; areKnown: boolean }> {
  const root = scriptsOf(join(path, 'package.json'));
  const inner = manifests(path).flatMap((manifest) => scriptsOf(join(path, manifest)));
  return {
    some: root.length + inner.length > 0,
    areKnown: inner.length === 0 && (root.length === 0 || installer.manager === 'npm'),
  };
}

/** Runs what an install would have run of the project itself, where its packages came from the pool. */
export async function runOwnScripts(wanted: Installation): Promise<Result<void, 'setup-failed'>> {
  const { path, environment } = wanted;
  const names = scriptsOf(join(path, 'package.json'));
  if (names.length === 0) return ok(undefined);
  const setting = await exec({ command: 'npm', args: ['config', 'get', 'ignore-scripts'], cwd: path, environment });
  if (setting.stdout.trim() === 'true') return ok(undefined);
  for (const name of names) {
    const done = await runCommand(wanted, `npm run ${name}`);
    if (!done.ok) return done;
  }
  return ok(undefined);
}
