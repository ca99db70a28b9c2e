import type { Infra } from '../../../infra/infra.ts';
import { readPortLeases, type LeasedPort } from '../../../infra/store/port-leases.ts';

/** All ports that are leased on this machine, by number. */
export const listPorts = ({ store }: Infra): LeasedPort[] => readPortLeases(store);
