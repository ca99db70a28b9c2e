import type { Infra } from '../../infra/infra.ts';
import { killTree } from '../../infra/process/kill-tree.ts';

// Dev servers close their sockets in well under this.
const graceMs = 2000;

/** Ends the processes of a workspace: those that stand in its folder and those that were started with its name. */
export const endProcesses = ({ clock }: Infra, path: string): Promise<number> =>
  killTree(clock, { directory: path, token: `FANOUT_WORKTREE=${path}`, graceMs });
