import type { Config } from '../../kernel/config.ts';
import type { Doubt } from '../../kernel/failure.ts';
import type { PortLease, Repository } from '../../kernel/model.ts';
import { listEntries } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import { proveDatabases } from './databases/prove-databases.ts';
import type { Installed } from './dependencies/install.ts';
import { overlayView } from './dependencies/overlay.ts';
import { proveLockfiles } from './dependencies/prove-lockfile.ts';
import { proveResolution } from './dependencies/prove-resolution.ts';
import { findEnvFolders } from './environment/env-folders.ts';
import { proveEnvironment } from './environment/prove-environment.ts';
import { provePorts } from './ports/prove-ports.ts';
import { proveServices } from './services/prove-services.ts';

/** A workspace that is set up, and all that its proof looks at. */
export interface ToProve {
  repository: Repository;
  path: string;
  /** The person's checkout, or null in a bare repository. */
  checkout: string | null;
  /** The folders whose programs read a `.env`, where somebody knows them. */
  envFolders?: readonly string[];
  config: Config;
  ports: readonly PortLease[];
  environment: Record<string, string>;
  installed: readonly Installed[];
  signal?: AbortSignal | undefined;
}

/**
 * Looks whether a workspace has all to itself that a task works with, and answers a doubt for each thing that was not found as
 * it must be: ports that can be bound or services that answer on them, databases that say they are its own, an environment that
 * leads nowhere into the person's checkout, packages that are those of the lockfile and stand in the worktree. Services are
 * started last, and only when the rest holds, so that none of them meets a database that is not its own. They go on running.
 */
export async function proveWorkspace(infra: Infra, given: ToProve): Promise<Doubt[]> {
  const { path, config, ports, environment, signal } = given;
  const { passEnvironment, services } = config;
  const served = new Set(Object.values(services).flatMap(({ port }) => port || []));
  const doubts = onceEach([...(await provePorts({ ports, served, environment })), ...(await proveStanding(infra, given))]);
  return doubts.length > 0 ? doubts : proveServices(infra, { path, services, ports, environment, passEnvironment, signal });
}

/** The part of the proof that may be looked at again at any time: it starts nothing and needs no free port. */
export async function proveStanding(infra: Infra, given: Omit<ToProve, 'signal'>): Promise<Doubt[]> {
  const { repository, path, checkout, config, ports, environment, installed } = given;
  const { passEnvironment, shared } = config;
  const found = given.envFolders ?? (await findEnvFolders({ path, source: checkout }));
  const folders = [...new Set(['', ...found])];
  const checkouts = [repository.mainWorktree, ...listEntries(repository).map((entry) => entry.path)];
  const view = await overlayView(infra, path);
  return onceEach([
    ...(await proveDatabases(infra, { owner: path, environment })),
    ...proveEnvironment({ path, checkout, environment, person: infra.environment, passEnvironment, ports, shared, folders }),
    // Who turned the setup off did not ask for packages.
    ...(config.setup === false ? [] : proveLockfiles({ path: `${view}${path}`, installed })),
    ...(await proveResolution({ path, view, checkouts: checkouts.filter((one) => one !== null) })),
  ]);
}

/** What two probes doubt is said once. */
const onceEach = (doubts: Doubt[]): Doubt[] =>
  [...new Map(doubts.toReversed().map((doubt) => [doubt.probe, doubt])).values()].toReversed();
