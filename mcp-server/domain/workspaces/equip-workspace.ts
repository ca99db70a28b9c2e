import { mkdirSync } from 'node:fs';
import type { Config } from '../../kernel/config.ts';
import type { Doubt } from '../../kernel/failure.ts';
import type { PortLease, Repository, RunId, TaskKey, Workspace } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { identityEnvironment } from '../../infra/git/identity.ts';
import { listFolders } from '../../infra/git/list-folders.ts';
import type { Infra } from '../../infra/infra.ts';
import { equipDatabases } from './databases/equip-databases.ts';
import { endProcesses } from './end-processes.ts';
import { findEnvFolders } from './environment/env-folders.ts';
import { leasePorts } from './ports/lease-ports.ts';
import { replaceTaken } from './ports/replace-taken.ts';
import { proveWorkspace, type ToProve } from './prove-workspace.ts';
import { runSetup } from './run-setup.ts';
import { proveServices } from './services/prove-services.ts';
import { changedIgnored, lookAtIgnored } from './wanted-ignored.ts';
import { temporaryFolder, workspaceEnvironment } from './workspace-environment.ts';
import { writeRecord, type WorkspaceRecord } from './workspace-record.ts';
import { writeEnvFile } from './write-env-file.ts';

/** What a worktree needs besides its files. */
export interface Equipment {
  repository: Repository;
  run: RunId | null;
  task: TaskKey | null;
  config: Config;
  /** More environment, over what the workspace has by itself. */
  environment: Record<string, string>;
  setup: boolean;
  /** The person's checkout, against which a workspace to work in is proven; undefined for a checkout, which is not. */
  provenAgainst?: string | null;
  /** Whether files of the person's own came along, into which a checkout's values have to be written too. */
  hasIncluded?: boolean;
  outputPath: string;
  signal?: AbortSignal | undefined;
}

/** Why a worktree is not a workspace yet. */
export type EquipReason = 'ports-exhausted' | 'database-failed' | 'setup-failed' | 'workspace-unproven' | 'lock-busy';

/**
 * Leases the ports of a worktree, branches its databases, makes its environment, runs its setup and proves it, unless all that
 * was finished before; services that ended since are started again. What is not proven has nothing left running.
 */
export async function equipWorkspace(
  infra: Infra,
  record: WorkspaceRecord,
  equipment: Equipment,
): Promise<Result<Workspace, EquipReason>> {
  const { repository, run, task, config, environment: more, provenAgainst } = equipment;
  const { path, base } = record;
  const isNew = record.stage !== 'ready';
  // What somebody changed in a worktree before it became a workspace is his, and stays so.
  const changed = new Set(isNew && record.planted ? (await changedIgnored(path, record.planted)).map(inLatin1) : []);
  const leased = await lease(infra, { path, isNew, names: portNames(config, provenAgainst !== undefined) });
  if (!leased.ok) return leased;
  const ports = leased.value;
  mkdirSync(temporaryFolder(infra, path), { recursive: true, mode: 0o700 });
  const place = { run, task, ports, config, path, home: infra.home };
  const databases = await equipDatabases(infra, {
    ...equipment,
    owner: path,
    environment: workspaceEnvironment(place),
    when: isNew ? 'before-setup' : 'after-setup',
  });
  if (!databases.ok) return databases;
  const environment = {
    ...(await identityEnvironment(repository, { onlyMissing: true })),
    ...workspaceEnvironment({ ...place, databases: databases.value }),
    ...more,
  };
  const proven = await setUpAndProve(infra, record, { ...equipment, ports, environment });
  if (!proven.ok) return proven;
  const seen = Object.entries(proven.value.planted ?? record.planted ?? {});
  const planted = Object.fromEntries(seen.filter(([name]) => !changed.has(name)));
  const setup = isNew ? config.setup !== false : (record.setup ?? true);
  writeRecord(infra, { ...record, ...proven.value, planted, setup, stage: 'ready' });
  return ok({ path, branch: record.branch ?? '', base, ports, environment });
}

const inLatin1 = (name: Buffer): string => name.toString('latin1');

const portNames = (config: Config, withServices: boolean): string[] => [
  ...new Set([...config.ports, ...(withServices ? Object.values(config.services).flatMap(({ port }) => port || []) : [])]),
];

async function lease(
  infra: Infra,
  { path, isNew, names }: { path: string; isNew: boolean; names: string[] },
): Promise<Result<PortLease[], 'ports-exhausted'>> {
  const leased = await leasePorts(infra, { owner: path, names });
  return leased.ok && isNew ? replaceTaken(infra, { owner: path, ports: leased.value }) : leased;
}

async function setUpAndProve(
  infra: Infra,
  record: WorkspaceRecord,
  equipment: Equipment & { ports: PortLease[] },
): Promise<Result<Pick<WorkspaceRecord, 'installed' | 'doubts' | 'planted'>, EquipReason>> {
  const { repository, config, environment, provenAgainst } = equipment;
  const { path } = record;
  const isNew = record.stage !== 'ready';
  const lookForEnv = await envFolders(record, equipment);
  if (isNew && getsEnv(equipment)) {
    const written = await writeEnvFile(infra, { repository, path, folders: await lookForEnv(), environment });
    if (!written.ok) return written;
  }
  const setUp = isNew && equipment.setup ? await runSetup(infra, { ...equipment, path }) : ok(record.installed ?? []);
  const mayGoOn = config.proof === 'warn' && provenAgainst !== undefined;
  if (!setUp.ok && !mayGoOn) return setUp;
  // Who goes on with a base that is broken still gets no database but his own.
  const databases = isNew ? await equipDatabases(infra, { ...equipment, owner: path, when: 'after-setup' }) : ok({});
  if (!databases.ok) return databases;
  if (provenAgainst === undefined) return ok({ installed: setUp.ok ? setUp.value : [] });
  const installed = setUp.ok ? setUp.value : [];
  const folders = isNew ? await lookForEnv() : [];
  const planted = isNew ? await lookAtIgnored(path, { folders }) : record.planted;
  const doubts = setUp.ok
    ? await prove(infra, { ...equipment, path, isNew, checkout: provenAgainst, installed, envFolders: folders })
    : [failedSetup(setUp.failure)];
  if (doubts.length > 0 && !mayGoOn) {
    await endProcesses(infra, path);
    return fail({ reason: 'workspace-unproven', path, doubts });
  }
  if (doubts.length > 0) infra.log.warn({ path, doubts }, 'the workspace is not proven, and `proof` says to go on');
  return ok({ installed, doubts, ...(planted && { planted }) });
}

const getsEnv = ({ provenAgainst, hasIncluded = false }: Equipment): boolean => provenAgainst !== undefined || hasIncluded;

/** Looks for the folders of a new workspace whose programs read a `.env`. */
async function envFolders(record: WorkspaceRecord, equipment: Equipment): Promise<() => Promise<string[]>> {
  const { repository, provenAgainst } = equipment;
  const { path, base, laid = base } = record;
  // Where somebody may have worked already, git has to look what it tracks.
  const isFresh = record.stage !== 'ready' && record.planted === undefined && getsEnv(equipment);
  const tracked = isFresh ? await listFolders(repository, laid) : undefined;
  return () => findEnvFolders({ path, source: provenAgainst ?? null, tracked });
}

/** In a workspace that was proven before, somebody may work by now: only its services are looked after. */
function prove(infra: Infra, { isNew, ...given }: ToProve & { isNew: boolean }): Promise<Doubt[]> {
  const { services, passEnvironment } = given.config;
  return isNew ? proveWorkspace(infra, given) : proveServices(infra, { ...given, services, passEnvironment });
}

const failedSetup = ({ command, outputPath }: { command: string; outputPath: string }): Doubt => ({
  probe: 'setup',
  detail: `\`${command}\` failed; its output is in ${outputPath}`,
  next: 'Make the setup command work in a fresh clone.',
});
