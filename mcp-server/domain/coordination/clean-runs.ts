import type { Repository, RunId } from '../../kernel/model.ts';
import { attemptRef, rescueRef, taskBranch } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { listWorktrees } from '../../infra/git/list-worktrees.ts';
import { deleteRef, listRefs, readRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import { loadConfig } from '../intake/load-config.ts';
import type { RunState } from '../tasks/run-state.ts';
import { isEnded, type TaskState } from '../tasks/task-state.ts';
import { mainFolder } from '../workspaces/databases/equip-databases.ts';
import { listDatabases } from '../workspaces/databases/list-databases.ts';
import { sweepDatabases } from '../workspaces/databases/sweep-databases.ts';
import { findTree } from '../workspaces/remove-tree.ts';
import { removeWorkspace } from '../workspaces/remove-workspace.ts';
import { sweepBranches } from '../workspaces/sweep-branches.ts';
import { sweepWorkspaces } from '../workspaces/sweep-workspaces.ts';
import { worktreePath } from '../workspaces/worktree-path.ts';
import { readRunState, readTaskStates, record } from './work/record.ts';

/** What was removed, or with `dryRun` would be, and the refs below which all that was not merged is kept. */
export interface Cleaned {
  worktrees: string[];
  branches: string[];
  /** Names of database branches. */
  databases: string[];
  /** How many ports of this machine had no owner any more. */
  ports: number;
  /** Folders below `.git/worktrees` that a kill left broken: written anew where a worktree stands, otherwise gone. */
  entries: string[];
  /** What was being made or deleted in the state folder when its process was killed. */
  leftovers: string[];
  kept: string[];
}

/**
 * Removes what ended runs of a repository left, and what crashes left of any workspace: worktrees, temporary branches, databases,
 * ports, processes, broken entries, and what was being made when its process was killed. Uncommitted and unmerged work is kept below `refs/fanout/` first, and what was merged stays on
 * the run's branch. Runs under way are left alone, and so are workspaces made by hand, but with
 * `byHand` only those that somebody is in. With `dryRun` it only looks.
 */
export async function cleanRuns(
  infra: Infra,
  {
    repository,
    run,
    byHand = false,
    dryRun = false,
  }: { repository: Repository; run?: RunId | undefined; byHand?: boolean; dryRun?: boolean },
): Promise<Result<Cleaned>> {
  const cleaned: Cleaned = { worktrees: [], branches: [], databases: [], ports: 0, entries: [], leftovers: [], kept: [] };
  for (const state of endedRuns(infra, { repository, run })) {
    const cleanTask = dryRun ? foreseeTask : removeTask;
    const before = cleaned.worktrees.length;
    for (const task of readTaskStates(infra.store, state.run)) {
      const done = isEnded(task.phase) ? await cleanTask(infra, { state, task, cleaned }) : ok(null);
      if (!done.ok) return done;
    }
    if (dryRun) continue;
    for (const ref of await listRefs({ repository, prefix: `refs/fanout/${state.run}/keep/` })) {
      const deleted = await deleteRef({ repository, ref: ref.ref, from: ref.commit });
      if (!deleted.ok) return deleted;
    }
    if (cleaned.worktrees.length > before)
      record(infra, { kind: 'run-cleaned', run: state.run, removed: cleaned.worktrees.slice(before) });
  }
  return sweep(infra, { repository, byHand, dryRun, cleaned });
}

/** Removes what crashes left, whoever it belonged to. Databases come last, since they are known by their workspaces. */
async function sweep(
  infra: Infra,
  { repository, byHand, dryRun, cleaned }: { repository: Repository; byHand: boolean; dryRun: boolean; cleaned: Cleaned },
): Promise<Result<Cleaned>> {
  const runs = listRunRows(infra.store, { repository: repository.commonDir, statuses: ['running', 'paused', 'cancelling'] });
  const live = new Set(runs.map(({ id }) => id as RunId));
  const workspaces = await sweepWorkspaces(infra, { repository, live, byHand, dryRun });
  if (!workspaces.ok) return workspaces;
  const branches = await sweepBranches(infra, { repository, live, dryRun });
  if (!branches.ok) return branches;
  const config = await loadConfig({ repository });
  const databases = config.ok ? config.value.databases : {};
  const swept = await sweepDatabases(infra, { databases, folder: mainFolder(repository), dryRun });
  const both = (one: string[], other: string[]) => [...new Set([...one, ...other])];
  const [failure] = swept.failures;
  if (failure) return fail(failure);
  return ok({
    worktrees: both(cleaned.worktrees, workspaces.value.worktrees),
    branches: both(both(cleaned.branches, workspaces.value.branches), branches.value.branches),
    databases: both(cleaned.databases, swept.dropped),
    ports: cleaned.ports + workspaces.value.ports,
    entries: workspaces.value.entries,
    leftovers: workspaces.value.leftovers,
    kept: both(both(cleaned.kept, workspaces.value.kept), branches.value.kept),
  });
}

const endedRuns = (infra: Infra, { repository, run }: { repository: Repository; run?: RunId | undefined }): RunState[] =>
  listRunRows(infra.store, { repository: repository.commonDir, statuses: ['finished', 'cancelled'] })
    .filter((row) => run === undefined || row.id === run)
    .flatMap((row) => readRunState(infra.store, row.id as RunId) ?? []);

// The checkouts of our own that stand beside a task's worktree while it is reviewed, measured, merged or learned from.
const checkouts = ['.review', '.floor', '.mutants', '.merge', '.merge.redo', '.lesson'];

interface OfTask {
  state: RunState;
  task: TaskState;
  cleaned: Cleaned;
}

/** The task's worktree, and the checkouts of our own beside it. */
function placesOf({ state, task }: OfTask): [string, ...string[]] {
  const path = worktreePath({ repository: state.repository, config: state.config, run: state.run, task: task.key });
  return [path, ...checkouts.map((suffix) => `${path}${suffix}`)];
}

/** Says what `removeTask` would remove. Which of it has to be kept is only known when it goes. */
async function foreseeTask(infra: Infra, of: OfTask): Promise<Result<null>> {
  const { state, task, cleaned } = of;
  const { repository, run } = state;
  for (const place of placesOf(of)) {
    const found = findTree(infra, { repository, path: place });
    if (!found.ok) return found;
    if (found.value) cleaned.worktrees.push(place);
    cleaned.databases.push(...listDatabases(infra, { owner: place }).map(({ id }) => id));
  }
  const branch = taskBranch(run, task.key);
  if ((await readRef({ repository, ref: `refs/heads/${branch}` })) !== null) cleaned.branches.push(branch);
  return ok(null);
}

async function removeTask(infra: Infra, of: OfTask): Promise<Result<null>> {
  const { state, task, cleaned } = of;
  const { repository, run } = state;
  const [path, ...others] = placesOf(of);
  // Reviewers of other vendors have a checkout each, by their names.
  const reviewed = (await listWorktrees(repository)).filter((worktree) => worktree.path.startsWith(`${path}.review-`));
  const branch = taskBranch(run, task.key);
  const deleteBranch = { branch, keepAt: attemptRef(run, task.key, task.attempt), mergedInto: state.mergedCommit };
  for (const place of [path, ...others, ...reviewed.map((worktree) => worktree.path)]) {
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
