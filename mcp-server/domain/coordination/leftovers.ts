import { dirname } from 'node:path';
import type { RunId } from '../../kernel/model.ts';
import { branchPrefix } from '../../kernel/names.ts';
import { listWorktrees } from '../../infra/git/list-worktrees.ts';
import { listRefs } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import { findProcesses } from '../../infra/process/find-processes.ts';
import { listDatabases } from '../workspaces/databases/list-databases.ts';
import { listPorts } from '../workspaces/ports/list-ports.ts';
import { worktreePath } from '../workspaces/worktree-path.ts';
import { readRunState, readTaskStates } from './work/record.ts';

/** What of a run is still there besides its merged branch, counted in the world and not in our books. */
export interface Leftovers {
  processes: number;
  ports: number;
  worktrees: number;
  branches: number;
  databases: number;
}

/** Counts what a run left behind: processes that carry its mark, port leases, worktrees, task branches and database branches. */
export async function leftovers(infra: Infra, { run }: { run: RunId }): Promise<Leftovers> {
  const state = readRunState(infra.store, run);
  if (!state) return { processes: 0, ports: 0, worktrees: 0, branches: 0, databases: 0 };
  const { repository, config } = state;
  const [first] = readTaskStates(infra.store, run);
  const folder = first ? `${dirname(worktreePath({ repository, config, run, task: first.key }))}/` : '';
  const worktrees = await listWorktrees(repository);
  const refs = await listRefs({ repository, prefix: `${branchPrefix}${run}/task/` });
  const processes = findProcesses({ token: `FANOUT_RUN=${run}` });
  return {
    processes: processes.length,
    ports: listPorts(infra).filter(({ owner }) => owner.startsWith(folder)).length,
    worktrees: worktrees.filter(({ path }) => path.startsWith(folder)).length,
    branches: refs.length,
    databases: listDatabases(infra).filter(({ owner }) => owner.startsWith(folder)).length,
  };
}
