import type { Infra } from '../../infra/infra.ts';
import { killTree } from '../../infra/process/kill-tree.ts';
import { endHolder, overlayFolder } from './dependencies/overlay.ts';

// Dev servers close their sockets in well under this.
const graceMs = 2000;

/**
 * Ends the processes of a workspace: those that stand in its folder and those that were started with its name, and then what
 * keeps its packages mounted.
 */
export async function endProcesses(infra: Pick<Infra, 'clock' | 'home'>, path: string): Promise<number> {
  const left = await killTree(infra.clock, { directory: path, token: `FANOUT_WORKTREE=${path}`, graceMs });
  await endHolder(infra, overlayFolder(infra, path));
  return left;
}
