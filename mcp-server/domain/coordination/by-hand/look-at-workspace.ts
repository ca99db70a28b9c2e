import type { Doubt } from '../../../kernel/failure.ts';
import type { Commit, PortLease, RunId, TaskKey } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { worktreeStatus } from '../../../infra/git/status.ts';
import type { Infra } from '../../../infra/infra.ts';
import { listDatabases, type ListedDatabase } from '../../workspaces/databases/list-databases.ts';
import { proveStanding } from '../../workspaces/prove-workspace.ts';
import { listServices } from '../../workspaces/services/list-services.ts';
import type { ServiceSight } from '../../workspaces/services/look-at-service.ts';
import { findWorkspace } from './find-workspace.ts';

/**
 * How far a workspace came: `worktree` has files and maybe parts of its own, `doubted` is set up and not proven, `proven` has all
 * to itself.
 */
export type WorkspaceState = 'worktree' | 'doubted' | 'proven';

/** A workspace as it stands now. */
export interface WorkspaceSight {
  path: string;
  branch: string | null;
  run: RunId | null;
  task: TaskKey | null;
  base: Commit;
  state: WorkspaceState;
  ahead: number;
  behind: number;
  dirty: number;
  ports: PortLease[];
  databases: ListedDatabase[];
  services: ServiceSight[];
  /** What the proof, looked at again, does not find as it must be; empty for a bare worktree, of which nothing is asked. */
  doubts: Doubt[];
}

/** Looks at a workspace: what stands in it, what it owns, how its services are, and whether its proof still holds. */
export async function lookAtWorkspace(infra: Infra, { path: given }: { path: string }): Promise<Result<WorkspaceSight>> {
  const found = await findWorkspace(infra, { path: given });
  if (!found.ok) return found;
  const { path, branch, run, task, record, ports, repository } = found.value;
  const status = await worktreeStatus({ path, base: record.base });
  if (!status.ok) return status;
  const { ahead, behind, dirty } = status.value;
  const services = await listServices(infra, path);
  const isReady = record.stage === 'ready';
  const installed = record.installed ?? [];
  const config = record.setup === false ? { ...found.value.config, setup: false as const } : found.value.config;
  const standing = isReady
    ? await proveStanding(infra, { ...found.value, config, checkout: repository.mainWorktree, installed })
    : [];
  const doubts = [...(record.doubts ?? []), ...standing, ...services.flatMap(doubtOf)];
  return ok({
    path,
    branch,
    run,
    task,
    base: record.base,
    state: isReady ? (doubts.length === 0 ? 'proven' : 'doubted') : 'worktree',
    ahead,
    behind,
    dirty,
    ports,
    databases: listDatabases(infra, { owner: path }),
    services,
    doubts: [...new Map(doubts.map((doubt) => [doubt.probe, doubt])).values()],
  });
}

/** What was stopped on purpose, and what ended by itself, is no doubt. */
const doubtOf = ({ name, state, detail, outputPath }: ServiceSight): Doubt[] =>
  state === 'failing' || state === 'starting' ? [{ probe: `service ${name}`, detail, next: `Read ${outputPath}.` }] : [];
