import type { PortLease } from '../../../kernel/model.ts';
import type { Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { deletePortLeases } from '../../../infra/store/port-leases.ts';
import { isPortFree } from './is-port-free.ts';
import { leasePorts } from './lease-ports.ts';

/**
 * Leases another port for each that somebody else came to listen on after it was leased. Only for a workspace in which nothing
 * of its own listens yet.
 */
export async function replaceTaken(
  infra: Infra,
  { owner, ports }: { owner: string; ports: readonly PortLease[] },
): Promise<Result<PortLease[], 'ports-exhausted'>> {
  for (const { port } of ports) if (!(await isPortFree(port))) deletePortLeases(infra.store, { owner, port });
  return leasePorts(infra, { owner, names: ports.map(({ name }) => name) });
}
