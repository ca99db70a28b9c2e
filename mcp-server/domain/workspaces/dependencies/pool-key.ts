import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../../infra/process/exec.ts';
import type { Installer } from './installers.ts';
import { readObject } from './package-json.ts';

// Besides the lockfile, what decides which packages are installed, and how.
const files = ['package.json', '.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', 'bunfig.toml', '.yarnrc'];
const decisive = /^(?:NODE_ENV$|npm_config_|NPM_CONFIG_|YARN_|PNPM_|BUN_)/;

/**
 * Names what an installer would install in a worktree: by its lockfile and command, the manifests and settings beside it, its
 * patches, and the Node that it would install for (its ABI, operating system and processor). Two worktrees with the same name
 * get the same packages.
 */
export async function poolKey({
  path,
  installer,
  environment,
}: {
  path: string;
  installer: Installer;
  environment: Record<string, string>;
}): Promise<string> {
  const hash = createHash('sha256').update(
    JSON.stringify([installer.manager, installer.command, process.platform, process.arch]),
  );
  for (const file of [installer.lockfile ?? '', ...files, ...manifests(path), ...patches(path)]) {
    const whole = join(path, file);
    if (file !== '' && existsSync(whole)) hash.update(`\n${file}\n`).update(readFileSync(whole));
  }
  const variables = Object.entries(environment).filter(([name]) => decisive.test(name));
  hash.update(JSON.stringify(variables.toSorted(([a], [b]) => (a < b ? -1 : 1))));
  return hash
    .update(await nodeAbi(path, environment))
    .digest('hex')
    .slice(0, 32);
}

/** The manifests of the packages of a monorepo, by `workspaces` of the root's. */
export function manifests(path: string): string[] {
  const declared = readObject(join(path, 'package.json'))?.['workspaces'];
  const list: unknown = Array.isArray(declared) ? declared : (declared as { packages?: unknown } | undefined)?.packages;
  const patterns = Array.isArray(list) ? list.filter((pattern) => typeof pattern === 'string' && !pattern.startsWith('!')) : [];
  return globSync(
    patterns.map((pattern) => `${pattern}/package.json`),
    { cwd: path, exclude: (name) => name === 'node_modules' },
  ).toSorted();
}

function patches(path: string): string[] {
  return ['patches', '.yarn/patches']
    .flatMap((folder) =>
      existsSync(join(path, folder))
        ? readdirSync(join(path, folder))
            .toSorted()
            .map((name) => join(folder, name))
        : [],
    )
    .filter((name) => /\.(?:patch|diff)$/.test(name));
}

async function nodeAbi(cwd: string, environment: Record<string, string>): Promise<string> {
  const script = 'process.stdout.write(process.versions.modules + process.platform + process.arch)';
  // Certificates alone make a Node of the 20 line start three times slower, and nothing is fetched here.
  const { stdout } = await exec({
    command: 'node',
    args: ['-e', script],
    cwd,
    environment: { ...environment, NODE_EXTRA_CA_CERTS: '' },
  });
  return stdout;
}
