import type { Infra } from '../../../infra/infra.ts';
import { deletePortLeases, readPortLeases } from '../../../infra/store/port-leases.ts';
import { isGone } from './lease-ports.ts';

/** Takes back every lease whose workspace is gone, and answers how many there were. */
export function reclaimPorts({ store, clock }: Infra): number {
  const gone = readPortLeases(store).filter((lease) => isGone(lease, clock.now()));
  return gone.reduce((count, { owner, port }) => count + deletePortLeases(store, { owner, port }), 0);
}
