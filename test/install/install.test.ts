import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { cloneCleanly, machinePath, type CleanClone } from './clean-clone.ts';

// What Claude Code runs in its copy of a plugin, and how long it waits for that.
const pluginInstall = 'npm ci --ignore-scripts --workspaces=false --no-audit --no-fund';
const pluginInstallSeconds = 60;
// Alone on two cores the demo takes well under 90 s; here another test file runs beside it.
const demoSeconds = 240;

const openStore = `const Database = require('better-sqlite3'); console.log(new Database(':memory:').prepare('select 1 + 1 as two').get().two)`;

const machineNode = await exec({ command: 'node', args: ['--version'], cwd: '/', environment: { PATH: machinePath() } });
const isOldNode = Number(/^v(\d+)/.exec(machineNode.stdout)?.[1] ?? 0) < 22;

describe('a clean clone', { timeout: 10 * 60_000 }, () => {
  let clone: CleanClone;
  beforeAll(async () => {
    clone = await cloneCleanly();
  });
  afterAll(() => clone.dispose());

  const succeed = async (command: string) => {
    const exited = await clone.run(command);
    expect(exited.exitCode, `${command}\n${exited.stdout}\n${exited.stderr}`).toBe(0);
    return exited;
  };

  it('installs with npm ci alone', async () => {
    await succeed('npm ci');
    expect((await succeed('git status --porcelain')).stdout).toBe('');
  });

  it.runIf(process.platform === 'linux')('runs its npm scripts on Node 24, whatever the machine has', async () => {
    const { stdout } = await succeed('npm exec --offline -- node --version');
    expect(stdout).toMatch(/^v24\./m);
  });

  it('starts the command line', async () => {
    const { stdout } = await succeed('npm run --silent fanout -- --version');
    expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.runIf(isOldNode)('refuses an older Node in one sentence on stderr and says what to do', async () => {
    const refused = await clone.run('node mcp-server/main.mjs --version');
    expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
    expect(refused.stderr).toMatch(/^fanout needs Node 22\.18 or newer, and .+ is v\d+.+\. .+\.\n$/);
  });

  it('runs the demo to five merged tasks and leaves nothing behind', async () => {
    const { stdout, seconds } = await succeed('npm run --silent demo -- --json');
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      tasks: 5,
      merged: 5,
      failed: 0,
      left: { processes: 0, ports: 0, worktrees: 0, branches: 0 },
    });
    expect(seconds).toBeLessThan(demoSeconds);
  });

  it('installs with every script forbidden', async () => {
    await succeed('npm ci --ignore-scripts');
    await succeed('npm run --silent fanout -- --version');
  });

  it('installs as Claude Code installs a plugin, well within the time it has, and opens its store', async () => {
    const { seconds } = await succeed(pluginInstall);
    expect(seconds).toBeLessThan(pluginInstallSeconds);
    const opened = await onThisNode(clone, ['-e', openStore]);
    expect(opened).toMatchObject({ exitCode: 0, stdout: '2\n' });
    const started = await onThisNode(clone, ['mcp-server/main.mjs', '--version']);
    expect(started.exitCode, started.stderr).toBe(0);
  });
});

/** Runs a Node that is new enough in the clone, which has none of its own after an install of the root package alone. */
function onThisNode({ path }: CleanClone, args: string[]) {
  const home = join(path, '..', 'home');
  return exec({ command: process.execPath, args, cwd: path, environment: { PATH: machinePath(), HOME: home } });
}
