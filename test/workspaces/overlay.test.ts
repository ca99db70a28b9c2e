import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { examineOverlay } from '../../mcp-server/api/cli/doctor/limits.ts';
import { checkWorktree } from '../../mcp-server/domain/coordination/by-hand/check-worktree.ts';
import { findWorkspace } from '../../mcp-server/domain/coordination/by-hand/find-workspace.ts';
import { isolateAgent } from '../../mcp-server/domain/coordination/by-hand/isolate-agent.ts';
import { lookAtWorkspace } from '../../mcp-server/domain/coordination/by-hand/look-at-workspace.ts';
import { cleanRuns } from '../../mcp-server/domain/coordination/clean-runs.ts';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { enterLine, overlayFolder, overlayRoot } from '../../mcp-server/domain/workspaces/dependencies/overlay.ts';
import { giveToPool } from '../../mcp-server/domain/workspaces/dependencies/pool.ts';
import { createCheckout } from '../../mcp-server/domain/workspaces/create-checkout.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { readRecord, writeRecord } from '../../mcp-server/domain/workspaces/workspace-record.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { startDetached } from '../../mcp-server/infra/process/start-detached.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import { makeInfra } from '../support/infra.ts';
import { makeNpmRepository } from '../support/npm-sample.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';
import type { Mounted } from './fixtures/mount-packages.ts';

const fixture = resolve(import.meta.dirname, 'fixtures/mount-packages.ts');
const person = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Takes packages from a pool of its own in a process of a person who is not root, behind `around`. */
function mountAsPerson(around: string[] = []): Mounted {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-test-'));
  try {
    if (person.uid) execFileSync('chown', [String(person.uid), folder]);
    const [program, ...args] = [...around, process.execPath, fixture, folder];
    const { stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', ...person });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Mounted;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ofPerson = process.platform === 'linux' ? mountAsPerson() : null;
const mayMount = ofPerson?.by === 'overlay';
const refused = `the kernel mounts no overlay here: ${ofPerson?.refusals.join() ?? 'it is not Linux'}`;

const overlaying = { dependencies: { ...defaultConfig.dependencies, overlay: true } };
const own = 'node_modules/inner/index.js';

async function sampleParts() {
  const sample = makeNpmRepository();
  sample.commit({
    'fanout.yaml': JSON.stringify({ checks: [`node -e "require('inner')"`], dependencies: { overlay: true } }),
  });
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  const paths: string[] = [];
  const remove = (path: string) => removeWorkspace(infra, { ...sample, path, rescueRef: null });
  const dispose = async () => {
    for (const path of paths) await remove(path);
    infra.dispose();
    sample.dispose();
  };
  const create = async (task: string) => {
    const base = sample.git(['rev-parse', 'HEAD']) as typeof sample.base;
    const { setup: _, ...config } = { ...defaultConfig, ...overlaying };
    const wanted = { ...wantedWorkspace(infra, { ...sample, base, task, source: sample.path }), config };
    const { path } = valueOf(await createWorkspace(infra, wanted));
    paths.push(path);
    const { environment } = valueOf(await findWorkspace(infra, { path }));
    const run = async (command: string) => {
      const given = { command: 'sh', args: ['-c', command], cwd: path };
      const { stdout, stderr } = await exec({ ...given, environment: { PATH: process.env['PATH'] ?? '', ...environment } });
      return stdout + stderr;
    };
    return { path, environment, run, installed: readRecord(infra, path)?.installed?.[0], wanted };
  };
  await create('first');
  return { sample, infra, create, remove, dispose };
}

// Installed once, for all.
let parts: ReturnType<typeof sampleParts> | undefined;
const shared = () => (parts ??= sampleParts());
afterAll(async () => (await parts)?.dispose());

const mountsOf = (overlay: string): string =>
  spawnSync('sh', ['-c', `grep -lsF " overlay fanout-${overlay.slice(-12)} " /proc/[0-9]*/mountinfo`], { encoding: 'utf8' })
    .stdout;

test('who is not root gets packages mounted, as the same person, and writes to them for himself alone', ({ skip }) => {
  skip(!mayMount, refused);
  const user = person.uid ?? process.getuid?.();
  expect(ofPerson).toEqual({ by: 'overlay', refusals: [], inside: `${user}\npooled\nchanged\n`, outside: [], pooled: 'pooled' });
});

test('where the kernel refuses, packages are copied, and why is said', ({ skip }) => {
  skip(!mayMount, refused);
  const none = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
  const seen = mountAsPerson(['unshare', '--user', '--map-root-user', 'sh', '-c', none, 'sh']);
  expect(seen.by).toMatch(/copy|clone/);
  expect(seen.refusals).toEqual([expect.stringContaining('unshare')]);
  expect(seen).toMatchObject({ inside: '0\npooled\nchanged\n', outside: ['inner'], pooled: 'pooled' });
});

test('doctor says whether packages can be mounted, where they are asked for, and leaves nothing', async ({ skip }) => {
  skip(!mayMount, refused);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const { dependencies } = defaultConfig;
  expect(await examineOverlay(infra, { dependencies })).toEqual([]);
  const asked = await examineOverlay(infra, { dependencies: { ...dependencies, overlay: true } });
  expect(asked).toMatchObject([{ name: 'overlay', state: 'good' }]);
  expect(readdirSync(join(infra.home, 'overlays'))).toEqual([]);
});

test('mounted packages are proven and checked, are nobody else’s, and leave nothing', async ({ skip }) => {
  skip(!mayMount, refused);
  const { sample, infra, create, remove } = await shared();
  const [one, two] = [await create('one'), await create('two')];
  expect(one.installed).toMatchObject({ pool: 'hit', by: 'overlay' });
  expect(readdirSync(join(one.path, 'node_modules'))).toEqual([]);
  const state = async () => valueOf(await lookAtWorkspace(infra, one));
  expect(await state()).toMatchObject({ state: 'proven', doubts: [] });
  const check = async () => valueOf(await checkWorktree(infra, { path: one.path, signal: new AbortController().signal })).passed;
  expect(await check()).toBe(true);
  await one.run(`echo "module.exports = 'mine'" > ${own}`);
  expect(await one.run('node -p "require(\'inner\')"; git status --porcelain; cd node_modules/inner && pwd')).toBe(
    `mine\n${join(one.path, 'node_modules/inner')}\n`,
  );
  expect(await two.run(`cat ${own}`)).toBe("module.exports = '1.0.0';\n");
  expect(
    readFileSync(
      join(infra.home, 'dependencies', readdirSync(join(infra.home, 'dependencies'))[0] ?? '', '0/inner/index.js'),
      'utf8',
    ),
  ).toBe("module.exports = '1.0.0';\n");
  const entered = spawnSync('sh', ['-c', `${enterLine(infra, one.path)} -c 'cat ${own}'`], {
    cwd: one.path,
    encoding: 'utf8',
    env: { ...process.env, SHELL: 'sh' },
  });
  expect(entered.stdout).toContain('mine');
  expect(sample.git(['status', '--porcelain'], { cwd: one.path })).toBe('');
  await one.run(`ln -s ${sample.path}/vendor node_modules/stray; echo '{"version":"9.9.9"}' > node_modules/inner/package.json`);
  expect((await state()).doubts.map(({ probe }) => probe)).toEqual(['lockfile package-lock.json', 'packages in node_modules']);
  await one.run('rm node_modules/inner/index.js');
  expect(await check()).toBe(false);
  const overlay = overlayFolder(infra, one.path);
  expect(mountsOf(overlay)).not.toBe('');
  valueOf(await remove(one.path));
  expect(mountsOf(overlay)).toBe('');
  expect([existsSync(overlay), existsSync(one.path)]).toEqual([false, false]);
  expect(findProcesses({ directory: overlay })).toEqual([]);
});

test('all that runs in a workspace shares one mount, also when what kept it was killed or all of it has ended', async ({
  skip,
}) => {
  skip(!mayMount, refused);
  const { infra, create } = await shared();
  const { path, run, environment } = await create('three');
  const overlay = overlayFolder(infra, path);
  const namespace = async () => (await run('readlink /proc/self/ns/mnt')).trim();
  const [first, second] = await Promise.all([namespace(), namespace()]);
  expect(first).toBe(second);
  const output = join(infra.home, 'sleep.log');
  const wanted = { command: 'sleep', args: ['300'], cwd: path, environment: { PATH: process.env['PATH'] ?? '', ...environment } };
  const pid = valueOf(await startDetached({ ...wanted, outputPath: output }));
  await run('true');
  const kill = async () => {
    for (const one of findProcesses({ directory: overlay })) process.kill(one.pid, 'SIGKILL');
    await until(() => findProcesses({ directory: overlay }).length === 0, { what: 'the holder to be gone' });
  };
  await kill();
  expect(await namespace()).toBe(first);
  expect(findProcesses({ token: `FANOUT_WORKTREE=${path}` }).map((one) => one.pid)).toEqual([pid]);
  await run(`echo kept > ${own}`);
  process.kill(pid, 'SIGKILL');
  await kill();
  await until(() => mountsOf(overlay) === '', { what: 'the mounts to be gone, as after a restart' });
  expect(await run(`cat ${own}`)).toBe('kept\n');
});

test('a checkout of a merge mounts its packages too, and packages that are mounted stay in the pool', async ({ skip }) => {
  skip(!mayMount, refused);
  const { sample, infra } = await shared();
  const { setup: _, ...config } = { ...defaultConfig, ...overlaying };
  const path = join(sample.folder, 'checkout');
  const commit = sample.git(['rev-parse', 'HEAD']) as typeof sample.base;
  const wanted = { ...sample, commit, path, config, outputPath: join(infra.home, 'checkout.log'), setup: true };
  const { environment } = valueOf(await createCheckout(infra, wanted));
  onTestFinished(() => void removeWorkspace(infra, { ...sample, path, rescueRef: null }));
  const [mounted = ''] = readdirSync(join(infra.home, 'dependencies'));
  utimesSync(join(infra.home, 'dependencies', mounted), 0, 0);
  const from = temporaryFolder();
  mkdirSync(join(from, 'node_modules'));
  for (const key of 'abcdefghi') {
    await giveToPool(infra, { key, links: false }, { path: from, manager: 'npm', folders: ['node_modules'] });
  }
  const left = readdirSync(join(infra.home, 'dependencies'));
  expect(left).toContain(mounted);
  expect(left.length).toBeLessThan(10);
  const given = { command: 'node', args: ['-p', "require('inner')"], cwd: path };
  const { stdout } = await exec({ ...given, environment: { PATH: process.env['PATH'] ?? '', ...environment } });
  expect(stdout).toBe('1.0.0\n');
  valueOf(await removeWorkspace(infra, { ...sample, path, rescueRef: null }));
});

test('an agent that Claude Code starts itself, where no mount would be seen, gets copies', async ({ skip }) => {
  skip(!mayMount, refused);
  const { sample, infra, remove } = await shared();
  const signal = new AbortController().signal;
  const agent = { session: 's', name: 'apart', cwd: sample.path, signal };
  const path = valueOf(await isolateAgent(infra, agent));
  expect(existsSync(join(path, own))).toBe(true);
  expect([enterLine(infra, path), readRecord(infra, path)?.installed?.[0]?.pool]).toEqual([null, 'hit']);
  valueOf(await remove(path));
});

test('what a kill left of mounts goes with the next clean', async ({ skip }) => {
  skip(!mayMount, refused);
  const { sample, infra, create } = await shared();
  const { path } = await create('four');
  const record = readRecord(infra, path);
  if (!record) throw new Error('no record');
  const { planted: _, ...bare } = record;
  writeRecord(infra, { ...bare, stage: 'filled' });
  const overlay = overlayFolder(infra, path);
  // Of a worktree that nobody remembers.
  const other = join(overlayRoot(infra), '0123456789ab');
  mkdirSync(join(other, '0'), { recursive: true });
  const holder = spawn('tail', ['-f', '/dev/null'], { cwd: other, stdio: 'ignore' });
  const ended = once(holder, 'exit');
  const clean = (clock = infra.clock) => cleanRuns({ ...infra, clock }, { ...sample, dryRun: false });
  expect(valueOf(await clean()).worktrees).toEqual([path]);
  expect([existsSync(overlay), mountsOf(overlay), existsSync(other)]).toEqual([false, '', true]);
  const later = { ...infra.clock, now: () => Date.now() + 7200_000 };
  expect(valueOf(await clean(later)).leftovers).toContain(other);
  await ended;
  expect(existsSync(other)).toBe(false);
});
