import type { Repository, RunId } from '../../kernel/model.ts';
import { attemptRef, rescueRef, taskBranch } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { deleteRef, listRefs } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import { loadConfig } from '../intake/load-config.ts';
import type { RunState } from '../tasks/run-state.ts';
import { isEnded, type TaskState } from '../tasks/task-state.ts';
import { mainFolder } from '../workspaces/databases/equip-databases.ts';
import { listDatabases } from '../workspaces/databases/list-databases.ts';
import { sweepDatabases, type Swept } from '../workspaces/databases/sweep-databases.ts';
import { removeWorkspace } from '../workspaces/remove-workspace.ts';
import { worktreePath } from '../workspaces/worktree-path.ts';
import { readRunState, readTaskStates, record } from './work/record.ts';

/** What was removed, and the refs below which all that was not merged is kept. */
export interface Cleaned {
  worktrees: string[];
  branches: string[];
  /** Names of database branches. */
  databases: string[];
  kept: string[];
}

/**
 * Removes what ended runs of a repository left: worktrees, temporary branches, databases, ports, processes. Uncommitted and
 * unmerged work is kept below `refs/fanout/` first, and what was merged stays on the run's branch. Runs under way are left alone.
 */
export async function cleanRuns(
  infra: Infra,
  { repository, run }: { repository: Repository; run?: RunId | undefined },
): Promise<Result<Cleaned>> {
  const cleaned: Cleaned = { worktrees: [], branches: [], databases: [], kept: [] };
  for (const state of endedRuns(infra, { repository, run })) {
    const before = cleaned.worktrees.length;
    for (const task of readTaskStates(infra.store, state.run)) {
      const done = await cleanTask(infra, { state, task, cleaned });
      if (!done.ok) return done;
    }
    for (const ref of await listRefs({ repository, prefix: `refs/fanout/${state.run}/keep/` })) {
      const deleted = await deleteRef({ repository, ref: ref.ref, from: ref.commit });
      if (!deleted.ok) return deleted;
    }
    record(infra, { kind: 'run-cleaned', run: state.run, removed: cleaned.worktrees.slice(before) });
  }
  const swept = await sweepRepository(infra, repository);
  cleaned.databases.push(...swept.dropped);
  const [failure] = swept.failures;
  return failure ? fail(failure) : ok(cleaned);
}

/** Drops what crashes left of databases, as far as the configuration of today says where to look. */
function sweepRepository(infra: Infra, repository: Repository): Promise<Swept> {
  const config = loadConfig({ repository });
  const databases = config.ok ? config.value.databases : {};
  return sweepDatabases(infra, { databases, folder: mainFolder(repository), dryRun: false });
}

const endedRuns = (infra: Infra, { repository, run }: { repository: Repository; run?: RunId | undefined }): RunState[] =>
  listRunRows(infra.store, { repository: repository.commonDir, statuses: ['finished', 'cancelled'] })
    .filter((row) => run === undefined || row.id === run)
    .flatMap((row) => readRunState(infra.store, row.id as RunId) ?? []);

// The checkouts of our own that stand beside a task's worktree while it is reviewed, measured, merged or learned from.
const checkouts = ['.review', '.floor', '.merge', '.merge.redo', '.lesson'];

async function cleanTask(
  infra: Infra,
  { state, task, cleaned }: { state: RunState; task: TaskState; cleaned: Cleaned },
): Promise<Result<null>> {
  if (!isEnded(task.phase)) return ok(null);
  const { repository, run } = state;
  const path = worktreePath({ repository, config: state.config, run, task: task.key });
  const branch = taskBranch(run, task.key);
  const deleteBranch = { branch, keepAt: attemptRef(run, task.key, task.attempt), mergedInto: state.mergedCommit };
  for (const place of [path, ...checkouts.map((suffix) => `${path}${suffix}`)]) {
    const databases = listDatabases(infra, { owner: place });
    const removed = await removeWorkspace(infra, {
      repository,
      path: place,
      rescueRef: place === path ? rescueRef(run, task.key, infra.clock.now()) : null,
      ...(place === path ? { deleteBranch } : {}),
    });
    if (!removed.ok) return fail(removed.failure);
    if (removed.value.existed) cleaned.worktrees.push(place);
    const left = new Set(listDatabases(infra, { owner: place }).map(({ id }) => id));
    cleaned.databases.push(...databases.flatMap(({ id }) => (left.has(id) ? [] : [id])));
    const { droppedBranch, kept } = removed.value;
    if (droppedBranch) cleaned.branches.push(droppedBranch);
    cleaned.kept.push(...kept);
    if (place === path && removed.value.existed) {
      record(infra, { kind: 'workspace-removed', run, task: task.key, path, rescued: removed.value.rescued });
    }
  }
  return ok(null);
}
