import type { Infra } from '../../../infra/infra.ts';
import { deletePortLeases } from '../../../infra/store/port-leases.ts';

/** Gives back all ports of the workspace at the path `owner` and answers how many there were. */
export const releasePorts = ({ store }: Infra, { owner }: { owner: string }): number => deletePortLeases(store, { owner });
