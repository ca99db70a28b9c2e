import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../mcp-server/kernel/clock.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { killTree } from '../../mcp-server/infra/process/kill-tree.ts';
import { connectMcp } from '../support/mcp-client.ts';
import { makeInfra } from '../support/infra.ts';
import { serverSource } from '../support/proven.ts';
import { makeRepository } from '../support/repository.ts';
import { askFanout } from '../support/ask-fanout.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const files = { 'server.cjs': serverSource, '.gitignore': '.env\n', 'README.md': '# sample\n' };
const node = `'${process.execPath}'`;
const config = `setup: false
ports: [web, api]
services:
  web: { command: "exec ${node} server.cjs", health: /health }
`;

function prepareRepository() {
  const sample = makeRepository({ files });
  onTestFinished(sample.dispose);
  sample.write({ 'fanout.yaml': config, '.env': 'PORT=3000\n' });
  return sample;
}

/** A server that a test leaves running when it fails ends with it. */
function endWithTest(worktree: string): void {
  onTestFinished(async () => void (await killTree(systemClock, { token: `FANOUT_WORKTREE=${worktree}`, graceMs: 0 })));
}

async function prepare() {
  const folder = temporaryFolder();
  const sample = prepareRepository();
  const { call } = await connectMcp({ cwd: sample.path, folder });
  return { sample, call };
}

test('an agent makes a workspace, runs a build, a test run and a server in it side by side, and gives it back', async () => {
  const { sample, call } = await prepare();
  const made = await call('workspace_create', { name: 'login' });
  expect(made.isError, made.text).toBe(false);
  const worktree = made.facts['path'] as string;
  endWithTest(worktree);
  const [web] = made.facts['ports'] as { port: number }[];
  expect((await call('workspace_status', { worktree })).facts).toMatchObject({
    state: 'proven',
    dirty: 0,
    ports: [{ name: 'web' }, { name: 'api' }],
    services: [{ name: 'web', state: 'ready', port: web?.port }],
    doubts: [],
  });
  await call('service_start', { worktree, name: 'build', command: 'until test -e go; do sleep 0.05; done; echo built' });
  const failed = await call('service_start', { worktree, name: 'tests', command: 'echo "1 of 3 fails"; exit 3' });
  expect(failed.facts).toMatchObject({ started: true, port: null });
  const tests = await call('service_status', { worktree, name: 'tests', seconds: 20 });
  expect(tests.facts).toMatchObject({ services: [{ state: 'ended', exitCode: 3 }] });
  expect((await call('service_logs', { worktree, name: 'tests' })).facts).toMatchObject({ lines: ['1 of 3 fails'] });
  writeFileSync(join(worktree, 'go'), '');
  const all = await call('service_status', { worktree, seconds: 20 });
  expect((all.facts['services'] as { name: string; state: string }[]).map(({ name, state }) => [name, state])).toEqual([
    ['build', 'ended'],
    ['tests', 'ended'],
    ['web', 'ready'],
  ]);
  const other = await call('service_start', {
    worktree,
    name: 'api',
    command: `exec ${node} server.cjs`,
    port: 'api',
    health: '/health',
  });
  expect(other.facts).toMatchObject({ state: 'ready' });
  expect((await call('service_stop', { worktree })).facts).toMatchObject({ stopped: ['api', 'web'] });
  expect((await call('service_start', { worktree, name: 'wen' })).text).toMatch(/^service-unknown: .*wen/);
  const released = await call('workspace_release', { worktree });
  const [ref = ''] = released.facts['kept'] as string[];
  expect(sample.git(['ls-tree', '--name-only', ref])).toContain('go');
  expect(existsSync(worktree)).toBe(false);
  expect(sample.git(['for-each-ref', 'refs/heads/fanout'])).toBe('');
  expect(findProcesses({ token: `FANOUT_WORKTREE=${worktree}` })).toEqual([]);
});

test('a bare worktree becomes a workspace, and the other way round', async () => {
  const { sample, call } = await prepare();
  const bare = await call('worktree_create', { name: 'login' });
  const { path: worktree, run } = bare.facts as { path: string; run: string };
  endWithTest(worktree);
  expect((await call('workspace_status', { worktree })).facts).toMatchObject({ state: 'worktree', ports: [], services: [] });
  expect((await call('workspace_create', { name: 'login', run })).facts).toMatchObject({ path: worktree });
  expect((await call('workspace_status', { worktree })).facts).toMatchObject({ state: 'proven' });
  expect(readFileSync(join(worktree, '.env'), 'utf8')).toContain('PORT_API');
  await call('workspace_release', { worktree, keepWorktree: true });
  expect((await call('workspace_status', { worktree })).facts).toMatchObject({ state: 'worktree', ports: [], services: [] });
  expect(existsSync(join(worktree, '.env'))).toBe(false);
  expect((await call('port_list')).facts).toEqual({ ports: [] });
  await call('worktree_remove', { worktree });
  expect(sample.git(['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/fanout'])).toBe('refs/heads/main');
});

test('a person does the same on the command line', async () => {
  const sample = prepareRepository();
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const fanout = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await askFanout([...args, '--json'], { cwd: sample.path, home: infra.home });
    return { exitCode, facts: JSON.parse(stdout === '' ? stderr : stdout) as Record<string, unknown> };
  };
  const made = await fanout('workspace', 'create', 'login');
  expect(made.exitCode).toBe(0);
  const worktree = made.facts['path'] as string;
  endWithTest(worktree);
  expect(await fanout('workspace', 'status', 'login')).toMatchObject({ exitCode: 0, facts: { path: worktree, state: 'proven' } });
  expect(await fanout('workspace', 'list')).toMatchObject({ facts: { worktrees: [{ path: worktree, isOurs: true }] } });
  await fanout('service', 'start', 'tests', 'echo done', '--in', 'login');
  expect(await fanout('service', 'status', 'tests', '--in', worktree, '--wait', '20')).toMatchObject({
    exitCode: 0,
    facts: { services: [{ state: 'ended', exitCode: 0 }] },
  });
  expect(await fanout('service', 'logs', 'tests', '--in', 'login')).toMatchObject({ facts: { lines: ['done'] } });
  expect(await fanout('service', 'stop', '--in', 'login')).toMatchObject({ facts: { stopped: ['web'] } });
  expect(await fanout('service', 'stop', 'nothing', '--in', 'login')).toMatchObject({ exitCode: 4 });
  expect(await fanout('workspace', 'status', 'nothing')).toMatchObject({ exitCode: 4 });
  expect(await fanout('service', 'start', 'No Name', '--in', 'login')).toMatchObject({ exitCode: 2 });
  expect(await fanout('database', 'branch', '--in', 'login')).toMatchObject({ facts: { databases: [] } });
  expect(await fanout('port', 'lease', 'web', '--in', 'login')).toMatchObject({ facts: { ports: [{ name: 'web' }] } });
  expect(await fanout('workspace', 'release', 'login')).toMatchObject({ exitCode: 0, facts: { kept: [] } });
  expect(await fanout('port', 'list')).toMatchObject({ facts: { ports: [] } });
  expect(await fanout('database')).toMatchObject({ facts: { databases: [] } });
  expect(sample.git(['status', '--porcelain'])).toBe('?? fanout.yaml');
});
