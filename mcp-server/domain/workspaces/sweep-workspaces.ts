import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { asRunId, asTaskKey } from '../../kernel/id.ts';
import type { Repository, RunId } from '../../kernel/model.ts';
import { attemptRef, rescueRef } from '../../kernel/names.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { readRef } from '../../infra/git/refs.ts';
import { repairEntries } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import { findAtTerminal, findProcesses } from '../../infra/process/find-processes.ts';
import { endProcesses } from './end-processes.ts';
import { tryWorkspaceLock, withRepositoryMutex } from './locks.ts';
import { listPorts } from './ports/list-ports.ts';
import { isGone } from './ports/lease-ports.ts';
import { reclaimPorts } from './ports/reclaim-ports.ts';
import { removeWorkspace } from './remove-workspace.ts';
import { sweepState } from './sweep-state.ts';
import { listRecords, readRecord, type WorkspaceRecord } from './workspace-record.ts';

/** What crashes left of workspaces, and what was done about it unless it was only looked at. */
export interface SweptWorkspaces {
  /** Worktrees that were half made, half removed, or ours alone and forgotten. */
  worktrees: string[];
  /** Folders of git that described a worktree and were broken. */
  entries: string[];
  /** Ports whose owner is gone. */
  ports: number;
  /** What was being made or deleted in the state folder when its process was killed, or has no workspace. */
  leftovers: string[];
  branches: string[];
  /** The refs that keep what existed nowhere else. */
  kept: string[];
}

/**
 * Finds what crashes left of the workspaces of a repository, and removes it unless `dryRun`: worktrees that were never whole or are
 * gone but for their processes, ports and registration; workspaces whose making was killed; checkouts of our own that nobody has
 * been in for an hour; entries that break git; leases and folders without an owner. What may be somebody's work is saved first.
 * Nothing is touched that somebody is at, or that belongs to a run of `live`. With `byHand` also what was made by hand and is
 * whole, where no process stands but its own services.
 */
export async function sweepWorkspaces(
  infra: Infra,
  { repository, live, byHand, dryRun }: { repository: Repository; live: ReadonlySet<RunId>; byHand: boolean; dryRun: boolean },
): Promise<Result<SweptWorkspaces>> {
  const swept: SweptWorkspaces = { worktrees: [], entries: [], ports: 0, leftovers: [], branches: [], kept: [] };
  for (const { path } of listRecords(infra, repository)) {
    const found = await tryWorkspaceLock(infra, path, async () => {
      const record = readRecord(infra, path);
      if (record === null || isOfRun(record, live)) return null;
      return isLeftover(infra, record) || (byHand && isIdle(record)) ? record : null;
    });
    if (found === null) continue;
    swept.worktrees.push(path);
    if (dryRun) {
      const ref = `refs/heads/${found.branch ?? ''}`;
      if (found.branch !== null && (await readRef({ repository, ref })) !== null) swept.branches.push(found.branch);
      continue;
    }
    const removed = await removeLeftover(infra, repository, found);
    if (!removed.ok) return removed;
    if (removed.value.droppedBranch) swept.branches.push(removed.value.droppedBranch);
    swept.kept.push(...removed.value.kept);
  }
  const repaired = await withRepositoryMutex(infra, repository, async () => ok(repairEntries(repository, { dryRun })));
  if (!repaired.ok) return repaired;
  swept.entries.push(...repaired.value.map(({ directory }) => directory));
  const now = infra.clock.now();
  swept.ports = dryRun ? listPorts(infra).filter((lease) => isGone(lease, now)).length : reclaimPorts(infra);
  swept.leftovers.push(...(await sweepState(infra, { dryRun })));
  return ok(swept);
}

async function removeLeftover(infra: Infra, repository: Repository, { path, branch, base }: WorkspaceRecord) {
  // Where nothing is left of its folder, a service may still run.
  await endProcesses(infra, path);
  const [, runText = '', taskText = ''] = /^fanout\/([^/]+)\/task\/([^/]+)$/.exec(branch ?? '') ?? [];
  const [run, task, now] = [asRunId(runText), asTaskKey(taskText), infra.clock.now()];
  if (branch === null || run === null || task === null) return removeWorkspace(infra, { repository, path, rescueRef: null });
  const deleteBranch = { branch, keepAt: attemptRef(run, task, now), mergedInto: base };
  return removeWorkspace(infra, { repository, path, rescueRef: rescueRef(run, task, now), deleteBranch });
}

/** The run of a worktree stands in its branch or, for a checkout of ours, in the name of the folder above it. */
function isOfRun({ path, branch }: WorkspaceRecord, live: ReadonlySet<RunId>): boolean {
  const run = asRunId(/^fanout\/([^/]+)\//.exec(branch ?? '')?.[1] ?? basename(dirname(path)));
  return run !== null && live.has(run);
}

// No review, replay or check of a merge is without a process for so long.
const forgottenMs = 3600_000;

/** Whether a worktree was never handed to anybody, or is gone, or is ours alone and was forgotten. */
function isLeftover(infra: Infra, { path, branch, stage, planted }: WorkspaceRecord): boolean {
  if (!existsSync(path) || stage === 'adding') return true;
  const hasNobody = () => findProcesses({ token: `FANOUT_WORKTREE=${path}`, directory: path }).length === 0;
  // Its making was refused or killed: one that was handed out is `ready`, or bare and says what was laid into it.
  if (branch !== null) return stage === 'filled' && planted === undefined && hasNobody();
  return infra.clock.now() - statSync(path).ctimeMs > forgottenMs && hasNobody();
}

/** Whether nothing stands in a worktree but its services, no terminal either. */
const isIdle = ({ path, branch }: WorkspaceRecord): boolean =>
  branch !== null &&
  findProcesses({ directory: path, token: 'FANOUT_SERVICE=none' }).length === 0 &&
  findAtTerminal({ directory: path }).length === 0;
