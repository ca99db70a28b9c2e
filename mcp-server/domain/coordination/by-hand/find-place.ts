import { realpathSync } from 'node:fs';
import type { Config } from '../../../kernel/config.ts';
import { asRunId, asTaskKey } from '../../../kernel/id.ts';
import type { Commit, Repository, RunId, TaskKey } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { listWorktrees } from '../../../infra/git/list-worktrees.ts';
import type { Infra } from '../../../infra/infra.ts';
import { databaseEnvironment } from '../../workspaces/databases/list-databases.ts';
import { listPorts } from '../../workspaces/ports/list-ports.ts';
import { workspaceEnvironment } from '../../workspaces/workspace-environment.ts';
import { readRecord } from '../../workspaces/workspace-record.ts';
import { loadConfig } from '../../intake/load-config.ts';
import { readRun } from '../work/read-run.ts';

/** A worktree that is worked on by hand, tool by tool, with all that its branch, ports and record say about it. */
export interface Place {
  repository: Repository;
  config: Config;
  path: string;
  /** From the name of its branch, `fanout/<run>/task/<task>`. */
  run: RunId;
  task: TaskKey;
  branch: string;
  head: Commit;
  /** The commit that it was started from. */
  base: Commit;
  environment: Record<string, string>;
}

/** Why a path is no place to work by hand. */
export type NoPlace = 'not-a-repository' | 'worktree-unknown' | 'config-invalid' | 'file-unreadable' | 'task-not-ready';

/** Finds the worktree at a path. Only those that fanout made, and not those of a run that is under way: they have a master. */
export async function findPlace(infra: Infra, { path: given }: { path: string }): Promise<Result<Place, NoPlace>> {
  const path = real(given);
  if (path === null) return fail({ reason: 'worktree-unknown', path: given });
  const repository = await findRepository(path);
  if (!repository.ok) return repository;
  const worktree = (await listWorktrees(repository.value)).find((one) => one.path === path);
  const record = readRecord(infra, path);
  const named = /^fanout\/([^/]+)\/task\/([^/]+)$/.exec(worktree?.branch ?? '');
  const run = asRunId(named?.[1] ?? '');
  const task = asTaskKey(named?.[2] ?? '');
  if (!worktree?.head || !worktree.branch || !record || run === null || task === null)
    return fail({ reason: 'worktree-unknown', path });
  const owner = readRun(infra, { run });
  if (owner.ok && owner.value.status !== 'finished' && owner.value.status !== 'cancelled') {
    return fail({ reason: 'task-not-ready', task, phase: `at work in run ${run}`, wanted: 'not part of a run under way' });
  }
  const config = loadConfig({ repository: repository.value });
  if (!config.ok) return config;
  const ports = listPorts(infra).filter((lease) => lease.owner === path);
  const databases = databaseEnvironment(infra, { owner: path });
  const environment = workspaceEnvironment({ run, task, ports, config: config.value, path, home: infra.home, databases });
  const { branch, head } = worktree;
  return ok({
    repository: repository.value,
    config: config.value,
    path,
    run,
    task,
    branch,
    head,
    base: record.base,
    environment,
  });
}

function real(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
