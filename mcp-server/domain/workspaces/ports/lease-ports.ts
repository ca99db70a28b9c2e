import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { digest } from '../../../kernel/id.ts';
import type { PortLease } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { claimPort, deletePortLeases, readPortLeases, transferPort, type LeasedPort } from '../../../infra/store/port-leases.ts';
import { isPortFree } from './is-port-free.ts';
import { portRange } from './port-range.ts';

/**
 * Leases a port for each name, for the workspace at the path `owner`. A workspace keeps the ports that it has, and one that
 * is made again at the same path prefers the same ports. Leases of workspaces whose folder is gone are taken over. Unique on
 * this machine across processes and repositories; all of them or none.
 */
export async function leasePorts(
  infra: Infra,
  { owner, names }: { owner: string; names: readonly string[] },
): Promise<Result<PortLease[], 'ports-exhausted'>> {
  if (!isAbsolute(owner)) throw new Error(`${owner} owns ports and must be an absolute path`);
  for (const lease of readPortLeases(infra.store, { owner })) {
    if (!names.includes(lease.name)) deletePortLeases(infra.store, { owner, port: lease.port });
  }
  const leases: PortLease[] = [];
  for (const name of names) {
    const port = findLease(infra, { owner, name }) ?? (await leaseOne(infra, { owner, name }));
    if (port === null) {
      deletePortLeases(infra.store, { owner });
      return fail({ reason: 'ports-exhausted', name, ...portRange() });
    }
    leases.push({ name, port });
  }
  return ok(leases);
}

const findLease = ({ store }: Infra, { owner, name }: { owner: string; name: string }): number | null =>
  readPortLeases(store, { owner }).find((lease) => lease.name === name)?.port ?? null;

// So many ports in a row that others hold mean that something else is wrong.
const mostTries = 200;

/** Claims a port under a provisional owner, tries whether it can be bound, and only then makes the lease the workspace's. */
async function leaseOne(infra: Infra, { owner, name }: { owner: string; name: string }): Promise<number | null> {
  const provisional = `${probing}${owner}`;
  const tried = new Set<number>();
  while (tried.size < mostTries) {
    const port = claimPort(infra.store, {
      owner: provisional,
      name,
      candidates: candidates({ owner, name, tried }),
      at: infra.clock.now(),
      isGone: (lease) => isGone(lease, infra.clock.now()),
    });
    if (port === null) return null;
    if ((await isPortFree(port)) && transferPort(infra.store, { port, from: provisional, to: owner })) return port;
    deletePortLeases(infra.store, { owner: provisional, port });
    // Somebody else leased for the same workspace at the same time: one answer for both.
    const other = findLease(infra, { owner, name });
    if (other !== null) return other;
    tried.add(port);
  }
  return null;
}

function* candidates({ owner, name, tried }: { owner: string; name: string; tried: Set<number> }): Generator<number> {
  const { from, to } = portRange();
  const size = to - from + 1;
  const start = Number.parseInt(digest(`${owner}\n${name}`, 8), 16) % size;
  for (let step = 0; step < size; step++) {
    const port = from + ((start + step) % size);
    if (!tried.has(port)) yield port;
  }
}

const probing = 'probing:';
// Probing takes milliseconds: an older claim is one whose process was killed.
const probingMs = 60_000;

/** Whether the workspace that a lease was made for is gone, or the process that tried the port died while it did. */
export function isGone({ owner, leasedAt }: LeasedPort, now: number): boolean {
  if (owner.startsWith(probing)) return now - leasedAt > probingMs || !existsSync(owner.slice(probing.length));
  return !existsSync(owner);
}
