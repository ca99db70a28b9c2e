import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, linkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { proveDatabases } from '../../mcp-server/domain/workspaces/databases/prove-databases.ts';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { readRecord } from '../../mcp-server/domain/workspaces/workspace-record.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { databaseSchema } from '../../mcp-server/kernel/config-databases.ts';
import type { Config } from '../../mcp-server/kernel/config.ts';
import { explain } from '../../mcp-server/kernel/explain.ts';
import { faults, good, makeFaultyRepository } from '../support/faults.ts';
import { makeSqlite } from '../databases/sqlite-sample.ts';
import { makeInfra } from '../support/infra.ts';
import { doubtsOf, service } from '../support/proven.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

function sampleParts() {
  const sample = makeFaultyRepository();
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  onTestFinished(infra.dispose);
  return { sample, infra };
}

test.each(faults)('$name is seen before a model is called, and nothing goes on running', async ({ probe, plant }) => {
  const { sample, infra } = sampleParts();
  const doubts = await doubtsOf(infra, sample, { config: plant(sample) });
  expect(doubts.map((doubt) => doubt.probe)).toEqual([expect.stringMatching(probe)]);
  const { message, hint } = explain({ reason: 'workspace-unproven', path: '/w', doubts });
  expect(message).toContain('no model was called');
  expect(hint).toContain('Then retry the task');
  expect(listPorts(infra)).toEqual([]);
  expect(findProcesses({ directory: `${sample.path}.fanout` })).toEqual([]);
});

test('good workspaces raise no alarm, with services and without', async () => {
  const { sample, infra } = sampleParts();
  for (let nth = 0; nth < 6; nth++) {
    const services: Config['services'] = nth % 2 === 0 ? {} : { web: service(), api: service({ port: 'api' }) };
    expect(await doubtsOf(infra, sample, { task: `good-${nth}`, config: { ...good(), services } })).toEqual([]);
  }
});

test('a service that answers is proven by its process, and goes on running in the workspace', async () => {
  const { sample, infra } = sampleParts();
  const wanted = wantedWorkspace(infra, { ...sample, source: sample.path, config: { ...good(), services: { web: service() } } });
  const workspace = valueOf(await createWorkspace(infra, wanted));
  onTestFinished(async () => {
    for (const { pid } of findProcesses({ token: `FANOUT_WORKTREE=${workspace.path}` })) process.kill(pid, 'SIGKILL');
  });
  const answer = await fetch(`http://127.0.0.1:${workspace.ports[0]?.port}/health`);
  expect(answer.status).toBe(200);
});

test('a port that another program holds when a service should answer on it is never taken for proof', async () => {
  const { sample, infra } = sampleParts();
  const wanted = wantedWorkspace(infra, { ...sample, source: sample.path, config: good() });
  const { ports } = valueOf(await createWorkspace(infra, wanted));
  const squatter = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
  onTestFinished(() => void squatter.close());
  await once(squatter.listen(ports[0]?.port ?? 0, '::1'), 'listening');
  const config = { ...wanted.config, services: { web: service({ startSeconds: 1 }) } };
  const again = await createWorkspace(infra, { ...wanted, config });
  onTestFinished(async () => {
    for (const { pid } of findProcesses({ token: `FANOUT_WORKTREE=${wanted.path}` })) process.kill(pid, 'SIGKILL');
  });
  expect(again).toMatchObject({ ok: false, failure: { reason: 'workspace-unproven' } });
  expect(JSON.stringify(again)).toContain(`process ${process.pid}, which is not of this workspace`);
});

test('a port that was taken after it was leased is exchanged before anything starts', async () => {
  const { sample, infra } = sampleParts();
  const failing = wantedWorkspace(infra, { ...sample, source: sample.path, config: { ...good(), setup: 'false' } });
  expect(await createWorkspace(infra, failing)).toMatchObject({ ok: false, failure: { reason: 'setup-failed' } });
  const [before] = listPorts(infra);
  const child = spawn(process.execPath, ['-e', `require('net').createServer().listen(${before?.port}, () => console.log('up'))`]);
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  const { ports } = valueOf(await createWorkspace(infra, { ...failing, config: { ...failing.config, ...good() } }));
  expect(ports[0]?.port).not.toBe(before?.port);
});

test('with `proof: warn` a base that is broken already is worked on, and the doubts are kept', async () => {
  const { sample, infra } = sampleParts();
  const config = { ...good(), setup: 'false', proof: 'warn' as const };
  const { path } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, source: sample.path, config })));
  expect(readRecord(infra, path)?.doubts).toMatchObject([{ probe: 'setup' }]);
  expect(existsSync(path)).toBe(true);
});

test('variables that are named as shared are no doubt', async () => {
  const { sample, infra } = sampleParts();
  expect(await doubtsOf(infra, sample, { config: { ...good(), environment: {}, shared: ['DATABASE_URL'] } })).toEqual([]);
});

test('the person’s own database by `passEnvironment` is a doubt', async () => {
  const { sample, infra } = sampleParts();
  const person = { ...infra, environment: { ...infra.environment, STORE_URL: 'mysql://db.example.org/live' } };
  const doubts = await doubtsOf(person, sample, { config: { ...good(), passEnvironment: ['STORE_URL'] } });
  expect(doubts.map(({ probe }) => probe)).toEqual(['variable STORE_URL']);
});

test('a database that is no copy of its own any more is doubted, and so is one that is gone', async () => {
  const { sample, infra } = sampleParts();
  makeSqlite(join(sample.path, 'app.db'), { megabytes: 0 });
  const app = databaseSchema.parse({ kind: 'sqlite', file: 'app.db', variable: 'APP_FILE' });
  const wanted = wantedWorkspace(infra, { ...sample, source: sample.path, config: { ...good(), databases: { app } } });
  const { path, environment } = valueOf(await createWorkspace(infra, wanted));
  const look = async () =>
    (await proveDatabases(infra, { owner: path, environment })).map(({ probe, detail }) => ({ probe, detail }));
  expect(await look()).toEqual([]);
  const file = environment['APP_FILE'] ?? '';
  rmSync(file);
  expect(await look()).toEqual([{ probe: 'database app', detail: 'its branch is gone' }]);
  linkSync(join(sample.path, 'app.db'), file);
  expect(await look()).toEqual([{ probe: 'database app', detail: expect.stringContaining('no copy') }]);
});
