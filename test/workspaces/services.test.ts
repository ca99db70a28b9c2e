import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { awaitService } from '../../mcp-server/domain/workspaces/services/await-service.ts';
import { listServices } from '../../mcp-server/domain/workspaces/services/list-services.ts';
import { startService } from '../../mcp-server/domain/workspaces/services/start-service.ts';
import { stopService } from '../../mcp-server/domain/workspaces/services/stop-service.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { killTree } from '../../mcp-server/infra/process/kill-tree.ts';
import { makeInfra } from '../support/infra.ts';
import { serverSource } from '../support/proven.ts';
import { makeRepository } from '../support/repository.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

async function sampleWorkspace() {
  const sample = makeRepository({ files: { 'server.cjs': serverSource } });
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'] });
  onTestFinished(infra.dispose);
  const { path, ports, environment } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, sample)));
  onTestFinished(() => void killTree(infra.clock, { token: `FANOUT_WORKTREE=${path}`, graceMs: 0 }));
  const port = ports[0]?.port ?? 0;
  const start = (name: string, command: string, more: { port?: number; restart?: boolean } = {}) =>
    startService(infra, {
      name,
      path,
      command,
      port: more.port ?? null,
      health: more.port === undefined ? null : '/health',
      container: false,
      restart: more.restart ?? more.port !== undefined,
      pauseSeconds: 60,
      environment,
      passEnvironment: [],
    });
  const remove = () => removeWorkspace(infra, { repository: sample.repository, path, rescueRef: null });
  return { sample, infra, path, port, start, remove };
}

const server = `echo up; exec '${process.execPath}' server.cjs`;

test('a service answers on its leased port, is started once, and ends when it is stopped', async () => {
  const { infra, path, port, start } = await sampleWorkspace();
  const { record, started } = valueOf(await start('web', server, { port }));
  expect(started).toBe(true);
  expect(await awaitService(infra, { record, seconds: 30 })).toMatchObject({ state: 'ready', restarts: 0, exitCode: null });
  expect(valueOf(await start('web', server, { port }))).toMatchObject({ started: false, record: { keeper: record.keeper } });
  expect(await listServices(infra, path)).toMatchObject([{ name: 'web', state: 'ready', port }]);
  expect(await stopService(infra, { path, name: 'web' })).toBe(true);
  expect(await stopService(infra, { path, name: 'web' })).toBe(false);
  expect(await listServices(infra, path)).toMatchObject([{ name: 'web', state: 'stopped' }]);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow('fetch failed');
});

test('a service that crashes is started again, and its output stands in one file', async () => {
  const { infra, port, start } = await sampleWorkspace();
  const { record } = valueOf(await start('web', server, { port }));
  await awaitService(infra, { record, seconds: 30 });
  for (const { pid } of findProcesses({ token: `FANOUT_SERVICE=${await tokenOf(record.keeper?.pid ?? 0)}` })) {
    if (pid !== record.keeper?.pid) process.kill(pid, 'SIGKILL');
  }
  const sight = await until(async () => {
    const seen = await awaitService(infra, { record, seconds: 30 });
    return seen.restarts === 1 && seen.state === 'ready' ? seen : null;
  });
  expect(sight.exitCode).toBe(137);
  expect(readFileSync(sight.outputPath, 'utf8').match(/^up$/gm)).toHaveLength(2);
});

const tokenOf = async (pid: number): Promise<string> =>
  /FANOUT_SERVICE=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1] ?? '';

test('a service that never comes up is given up on with its exit code, while it goes on trying', async () => {
  const { infra, port, start } = await sampleWorkspace();
  const { record } = valueOf(await start('web', 'exit 7', { port }));
  const sight = await awaitService(infra, { record, seconds: 60 });
  expect(sight).toMatchObject({ state: 'failing', exitCode: 7, restarts: 3, detail: 'it ended 3 times, last with exit code 7' });
  await stopService(infra, record);
});

test('a build, a test run and a server go on side by side, with their results on asking', async () => {
  const { infra, path, port, start } = await sampleWorkspace();
  const [web, build, tests] = await Promise.all([
    start('web', server, { port }),
    start('build', 'echo built; test -e go && exit 0; until test -e go; do sleep 0.05; done'),
    start('tests', 'echo failed >&2; exit 3'),
  ]);
  expect(await awaitService(infra, { record: valueOf(web).record, seconds: 30 })).toMatchObject({ state: 'ready' });
  const done = await until(async () => {
    const sights = await listServices(infra, path);
    return sights.find(({ name }) => name === 'tests')?.state === 'ended' ? sights : null;
  });
  expect(done.map(({ name, state }) => [name, state])).toEqual([
    ['build', 'running'],
    ['tests', 'ended'],
    ['web', 'ready'],
  ]);
  expect(done[1]).toMatchObject({ exitCode: 3 });
  expect(readFileSync(done[1]?.outputPath ?? '', 'utf8')).toBe('failed\n');
  writeFileSync(join(path, 'go'), '');
  await until(async () => (await listServices(infra, path))[0]?.state === 'ended');
  expect(valueOf(build).started && valueOf(tests).started).toBe(true);
});

test('services end with their workspace and leave nothing', async () => {
  const { infra, path, port, start, remove } = await sampleWorkspace();
  const { record } = valueOf(await start('web', server, { port }));
  await awaitService(infra, { record, seconds: 30 });
  valueOf(await remove());
  expect(findProcesses({ token: `FANOUT_WORKTREE=${path}` })).toEqual([]);
  expect(await listServices(infra, path)).toEqual([]);
});

test('a service lives on when a session of its workspace ends', async () => {
  const { infra, path, port, start } = await sampleWorkspace();
  const { record } = valueOf(await start('web', server, { port }));
  await awaitService(infra, { record, seconds: 30 });
  await killTree(infra.clock, { token: 'FANOUT_SESSION=0b0e7a5c-6a35-4f3e-9a53-0d1f5c1f2b11', directory: path, graceMs: 100 });
  expect(await awaitService(infra, { record, seconds: 30 })).toMatchObject({ state: 'ready', restarts: 0 });
});
