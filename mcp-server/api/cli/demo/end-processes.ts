import { killTree } from '../../../infra/process/kill-tree.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { Scene } from './scene.ts';

// The supervisor writes its journal before each effect, so it needs no time to tidy up.
const graceMs = 1_000;

/**
 * Ends the supervisor of a demo's state folder and whatever else works in the demo's folder, and waits until it has gone.
 * Returns how many survived. Safe because the folder belongs to this demo alone.
 */
export const endProcesses = ({ clock }: Infra, { state, folder }: Scene): Promise<number> =>
  killTree(clock, { token: `FANOUT_HOME=${state}`, directory: folder, graceMs });
