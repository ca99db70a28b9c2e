import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { exec, type Exited } from '../../mcp-server/infra/process/exec.ts';

/** What is committed here, cloned into an empty folder, beside an empty home and an empty npm configuration. */
export interface CleanClone {
  path: string;
  /** Runs a shell command in the clone as a newcomer would: the machine's own programs, nothing of this project on PATH. */
  run(command: string): Promise<Exited & { seconds: number }>;
  dispose(): void;
}

const repository = resolve(import.meta.dirname, '../..');
// A cold cache on a slow line; the limits that matter are asserted by the tests themselves.
const timeoutMs = 10 * 60_000;

/** Clones HEAD of this repository into a temp folder. */
export async function cloneCleanly(): Promise<CleanClone> {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-install-'));
  const path = join(folder, 'fanout');
  const environment = await newcomerEnvironment(folder);
  const run = async (command: string) => {
    const start = performance.now();
    const exited = await exec({ command: 'sh', args: ['-c', command], cwd: path, environment, timeoutMs, group: true });
    return { ...exited, seconds: (performance.now() - start) / 1000 };
  };
  const cloned = await exec({ command: 'git', args: ['clone', '--quiet', repository, path], cwd: folder, environment });
  if (cloned.exitCode !== 0) throw new Error(cloned.stderr);
  return { path, run, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Nothing of this shell but the way to the registry: its address, its certificates, a proxy, and npm's cache. */
async function newcomerEnvironment(folder: string): Promise<Record<string, string>> {
  const at = (name: string) => join(folder, name);
  // Two files, since npm refuses to read one as both.
  for (const file of ['user.npmrc', 'global.npmrc']) writeFileSync(at(file), '');
  for (const name of ['home', 'tmp']) mkdirSync(at(name));
  return {
    ...networkEnvironment(),
    ...(await npmSettings(['registry', 'cafile', 'cache'])),
    PATH: machinePath(),
    HOME: at('home'),
    TMPDIR: at('tmp'),
    npm_config_userconfig: at('user.npmrc'),
    npm_config_globalconfig: at('global.npmrc'),
    npm_config_update_notifier: 'false',
  };
}

/** PATH without what npm and this project put in front of it. */
export const machinePath = (): string =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((entry) => !entry.includes('node_modules') && !entry.includes('node-gyp-bin'))
    .join(delimiter);

function networkEnvironment(): Record<string, string> {
  const names = /^(https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_(file|dir))$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (names.test(name) && value !== undefined ? [[name, value]] : [])),
  );
}

/** These settings as this machine's npm has them outside of any project. */
async function npmSettings(names: string[]): Promise<Record<string, string>> {
  const environment: Record<string, string> = { PATH: machinePath() };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(npm_|path$|init_cwd$)/i.test(name)) environment[name] = value;
  }
  const { stdout } = await exec({ command: 'npm', args: ['config', 'list', '--json'], cwd: tmpdir(), environment });
  const settings = JSON.parse(stdout) as Record<string, unknown>;
  return Object.fromEntries(
    names.flatMap((name) => (typeof settings[name] === 'string' ? [[`npm_config_${name}`, settings[name]]] : [])),
  );
}
