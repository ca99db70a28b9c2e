import type { Infra } from '../../../infra/infra.ts';
import { killTree } from '../../../infra/process/kill-tree.ts';
import { isAlive } from '../../../infra/process/identity.ts';
import { readServiceRecord, serviceToken } from './service-record.ts';

// A dev server closes its sockets in well under this.
const graceMs = 5000;

/** Ends a service with all its processes, and says whether any ran. Its output stays until the workspace goes. */
export async function stopService(infra: Infra, of: { path: string; name: string }): Promise<boolean> {
  const record = readServiceRecord(infra, of);
  const ran = record?.keeper ? isAlive(record.keeper) : false;
  await killTree(infra.clock, { token: serviceToken(of), graceMs });
  return ran;
}
