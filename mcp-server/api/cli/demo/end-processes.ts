import { killTree } from '../../../infra/process/kill-tree.ts';
import type { Infra } from '../../../infra/infra.ts';

// The supervisor writes its journal before each effect, so it needs no time to tidy up.
const graceMs = 1_000;

/**
 * Ends the supervisor of a demo's state folder and whatever else was started with it, and waits until it has gone. Returns
 * how many survived. Safe because the folder belongs to this demo alone.
 */
export const endProcesses = (infra: Infra): Promise<number> =>
  killTree(infra.clock, { token: `FANOUT_HOME=${infra.home}`, graceMs });
