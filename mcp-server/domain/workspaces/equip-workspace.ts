import type { Config } from '../../kernel/config.ts';
import type { Repository, RunId, TaskKey, Workspace } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { identityEnvironment } from '../../infra/git/identity.ts';
import type { Infra } from '../../infra/infra.ts';
import { leasePorts } from './ports/lease-ports.ts';
import { runSetup } from './run-setup.ts';
import { workspaceEnvironment } from './workspace-environment.ts';
import { writeRecord, type WorkspaceRecord } from './workspace-record.ts';

/** What a worktree needs besides its files. */
export interface Equipment {
  repository: Repository;
  run: RunId | null;
  task: TaskKey | null;
  config: Config;
  /** More environment, over what the workspace has by itself. */
  environment: Record<string, string>;
  setup: boolean;
  outputPath: string;
  signal?: AbortSignal | undefined;
}

/** Leases the ports of a worktree, makes its environment and runs its setup, unless all that was finished before. */
export async function equipWorkspace(
  infra: Infra,
  record: WorkspaceRecord,
  { repository, run, task, config, environment: more, setup, outputPath, signal }: Equipment,
): Promise<Result<Workspace, 'ports-exhausted' | 'setup-failed'>> {
  const { path, base } = record;
  const ports = await leasePorts(infra, { owner: path, names: config.ports });
  if (!ports.ok) return ports;
  const environment = {
    ...(await identityEnvironment(repository, { onlyMissing: true })),
    ...workspaceEnvironment({ run, task, ports: ports.value, config, path }),
    ...more,
  };
  if (setup && record.stage !== 'ready') {
    const done = await runSetup(infra, { path, config, environment, outputPath, signal });
    if (!done.ok) return done;
  }
  writeRecord(infra, { ...record, stage: 'ready' });
  return ok({ path, branch: record.branch ?? '', base, ports: ports.value, environment });
}
