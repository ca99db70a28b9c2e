import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { isPortFree } from '../../mcp-server/domain/workspaces/ports/is-port-free.ts';
import { leasePorts } from '../../mcp-server/domain/workspaces/ports/lease-ports.ts';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { portRange } from '../../mcp-server/domain/workspaces/ports/port-range.ts';
import { releasePorts } from '../../mcp-server/domain/workspaces/ports/release-ports.ts';
import { makeInfra } from '../support/infra.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { valueOf } from '../support/value-of.ts';

function sampleInfra() {
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  return infra;
}

async function listen(port: number, host: string): Promise<void> {
  const server: Server = createServer().listen({ port, host, ipv6Only: host.includes(':') });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

test('a workspace keeps its ports, and gets the same ones when it is made again at its path', async () => {
  const infra = sampleInfra();
  const owner = temporaryFolder();
  const first = valueOf(await leasePorts(infra, { owner, names: ['web', 'api'] }));
  expect(first.map(({ name }) => name)).toEqual(['web', 'api']);
  expect(valueOf(await leasePorts(infra, { owner, names: ['web', 'api'] }))).toEqual(first);
  expect(releasePorts(infra, { owner })).toBe(2);
  expect(releasePorts(infra, { owner })).toBe(0);
  expect(valueOf(await leasePorts(infra, { owner, names: ['web', 'api'] }))).toEqual(first);
});

test('a name that is no longer asked for gives its port back', async () => {
  const infra = sampleInfra();
  const owner = temporaryFolder();
  const [, api] = valueOf(await leasePorts(infra, { owner, names: ['web', 'api'] }));
  expect(valueOf(await leasePorts(infra, { owner, names: ['api'] }))).toEqual([api]);
  expect(listPorts(infra)).toMatchObject([{ name: 'api', owner }]);
});

test.each(['127.0.0.1', '::1', '0.0.0.0', '::'])('a port on which somebody listens at %s is passed over', async (host) => {
  const infra = sampleInfra();
  const owner = temporaryFolder();
  const [preferred] = valueOf(await leasePorts(infra, { owner, names: ['web'] }));
  releasePorts(infra, { owner });
  await listen(preferred?.port ?? 0, host);
  expect(await isPortFree(preferred?.port ?? 0)).toBe(false);
  const [other] = valueOf(await leasePorts(infra, { owner, names: ['web'] }));
  expect(other?.port).not.toBe(preferred?.port);
});

test('leases of a workspace whose folder is gone are taken over, those of a living one never', async () => {
  const infra = sampleInfra();
  const [gone, living, next] = ['gone', 'living', 'next'].map((name) => join(temporaryFolder(), name)) as [
    string,
    string,
    string,
  ];
  for (const owner of [gone, living, next]) mkdirSync(owner);
  const { from, to } = portRange();
  const insert = infra.store.db.prepare('INSERT INTO port_lease (port, name, owner, leased_at) VALUES (?, ?, ?, 0)');
  // All ports but one belong to the living, and that one to a workspace that is gone.
  infra.store.write(() => {
    for (let port = from; port <= to; port++) insert.run(port, `p${port}`, port === to ? gone : living);
  });
  expect(await leasePorts(infra, { owner: next, names: ['web'] })).toMatchObject({
    ok: false,
    failure: { reason: 'ports-exhausted' },
  });
  rmSync(gone, { recursive: true });
  expect(valueOf(await leasePorts(infra, { owner: next, names: ['web'] }))).toEqual([{ name: 'web', port: to }]);
});

test('the range avoids the ports that browsers refuse and those for outgoing connections, wherever they are', () => {
  expect(portRange({ from: 32_768, to: 60_999 })).toEqual({ from: 20_000, to: 32_767 });
  expect(portRange({ from: 10_000, to: 49_999 })).toEqual({ from: 50_000, to: 65_535 });
  expect(portRange({ from: 1024, to: 65_535 })).toEqual({ from: 20_000, to: 65_535 });
  const [from = 0, to = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number);
  const range = portRange();
  expect(range.to < from || range.from > to).toBe(true);
});

test('processes that lease at once and are killed never hold a port twice, and what the dead held comes back', async () => {
  const infra = sampleInfra();
  const folder = temporaryFolder();
  const program = resolve(import.meta.dirname, 'fixtures/lease.ts');
  const held: { port: string; owner: string }[] = [];
  const start = async (killAfter: number) => {
    const child = spawn(process.execPath, [program, infra.home, folder, '12'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = 0;
    for await (const line of createInterface(child.stdout)) {
      const [port = '', owner = ''] = line.split(' ');
      held.push({ port, owner });
      if (++seen === killAfter) child.kill('SIGKILL');
    }
  };
  await Promise.all([start(99), start(3), start(7), start(99), start(10)]);
  expect(held.length).toBeGreaterThanOrEqual(48);
  expect(new Set(held.map(({ port }) => port)).size).toBe(held.length);
  const leases = listPorts(infra);
  for (const { port, owner } of held) expect(leases).toContainEqual(expect.objectContaining({ port: Number(port), owner }));
  for (const { owner } of held) releasePorts(infra, { owner });
  // Only what a kill interrupted is left, under a provisional owner or in the last lines that were never printed.
  expect(listPorts(infra).length).toBeLessThanOrEqual(6);
});
