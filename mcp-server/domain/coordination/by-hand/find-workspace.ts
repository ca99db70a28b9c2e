import { realpathSync } from 'node:fs';
import type { Config } from '../../../kernel/config.ts';
import { asRunId, asTaskKey } from '../../../kernel/id.ts';
import type { Commit, PortLease, Repository, RunId, TaskKey } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { listWorktrees } from '../../../infra/git/list-worktrees.ts';
import type { Infra } from '../../../infra/infra.ts';
import { loadConfig } from '../../intake/load-config.ts';
import { databaseEnvironment } from '../../workspaces/databases/list-databases.ts';
import { listPorts } from '../../workspaces/ports/list-ports.ts';
import { workspaceEnvironment } from '../../workspaces/workspace-environment.ts';
import { readRecord, type WorkspaceRecord } from '../../workspaces/workspace-record.ts';

/** A worktree that fanout made, whoever works in it, with all that its branch, leases and record say. */
export interface FoundWorkspace {
  repository: Repository;
  config: Config;
  path: string;
  record: WorkspaceRecord;
  /** From the name of its branch, `fanout/<run>/task/<task>`; null for one that is detached or called otherwise. */
  run: RunId | null;
  task: TaskKey | null;
  branch: string | null;
  head: Commit;
  ports: PortLease[];
  environment: Record<string, string>;
}

/** Why there is no workspace at a path. */
export type NoWorkspace = 'not-a-repository' | 'worktree-unknown' | 'config-invalid';

/** Finds the worktree at a path, which must be one that fanout made. */
export async function findWorkspace(
  infra: Infra,
  { path: given }: { path: string },
): Promise<Result<FoundWorkspace, NoWorkspace>> {
  const path = real(given);
  if (path === null) return fail({ reason: 'worktree-unknown', path: given });
  const repository = await findRepository(path);
  if (!repository.ok) return repository;
  const worktree = (await listWorktrees(repository.value)).find((one) => one.path === path);
  const record = readRecord(infra, path);
  if (!worktree?.head || !record) return fail({ reason: 'worktree-unknown', path });
  const config = await loadConfig({ repository: repository.value });
  if (!config.ok) return config;
  const { branch, head } = worktree;
  const named = /^fanout\/([^/]+)\/task\/([^/]+)$/.exec(branch ?? '');
  const [run, task] = [asRunId(named?.[1] ?? ''), asTaskKey(named?.[2] ?? '')];
  const ports = portsOf(infra, { path, config: config.value });
  const databases = databaseEnvironment(infra, { owner: path });
  const environment = workspaceEnvironment({ run, task, ports, config: config.value, path, home: infra.home, databases });
  return ok({ repository: repository.value, config: config.value, path, record, run, task, branch, head, ports, environment });
}

/** In the order of the configuration, of which the first is `PORT`, and then what was leased by hand. */
function portsOf(infra: Infra, { path, config }: { path: string; config: Config }): PortLease[] {
  const leased = listPorts(infra).flatMap(({ owner, name, port }) => (owner === path ? [{ name, port }] : []));
  const names = [...config.ports, ...Object.values(config.services).map(({ port }) => port)];
  const place = ({ name }: PortLease) => (names.includes(name) ? names.indexOf(name) : names.length);
  return leased.toSorted((one, other) => place(one) - place(other));
}

function real(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
