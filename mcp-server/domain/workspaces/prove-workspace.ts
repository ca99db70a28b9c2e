import type { Config } from '../../kernel/config.ts';
import type { Doubt } from '../../kernel/failure.ts';
import type { PortLease, Repository } from '../../kernel/model.ts';
import { listEntries } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Installed } from './dependencies/install.ts';
import { proveLockfiles } from './dependencies/prove-lockfile.ts';
import { proveResolution } from './dependencies/prove-resolution.ts';
import { proveEnvironment } from './environment/prove-environment.ts';
import { provePorts } from './ports/prove-ports.ts';
import { proveServices } from './services/prove-services.ts';

/** A workspace that is set up, and all that its proof looks at. */
export interface ToProve {
  repository: Repository;
  path: string;
  /** The person's checkout, or null in a bare repository. */
  checkout: string | null;
  config: Config;
  ports: readonly PortLease[];
  environment: Record<string, string>;
  installed: readonly Installed[];
  signal?: AbortSignal | undefined;
}

/**
 * Looks whether a workspace has all to itself that a task works with, and answers a doubt for each thing that was not found as
 * it must be: ports that can be bound or services that answer on them, an environment that leads nowhere into the person's
 * checkout, packages that are those of the lockfile and stand in the worktree. Services are started last, and only when the
 * rest holds, so that none of them meets a database that is not its own. They go on running.
 */
export async function proveWorkspace(infra: Infra, given: ToProve): Promise<Doubt[]> {
  const { repository, path, checkout, config, ports, environment, installed, signal } = given;
  const { passEnvironment, shared, services } = config;
  const checkouts = [repository.mainWorktree, ...listEntries(repository).map((entry) => entry.path)];
  const served = new Set(Object.values(services).map(({ port }) => port));
  const doubts = [
    ...(await provePorts({ ports, served, environment })),
    ...proveEnvironment({ path, checkout, environment, person: infra.environment, passEnvironment, ports, shared }),
    // Who turned the setup off did not ask for packages.
    ...(config.setup === false ? [] : proveLockfiles({ path, installed })),
    ...(await proveResolution({ path, checkouts: checkouts.filter((one) => one !== null) })),
  ];
  // What two probes doubt is said once.
  if (doubts.length > 0) return [...new Map(doubts.toReversed().map((doubt) => [doubt.probe, doubt])).values()].toReversed();
  return proveServices(infra, { path, services, ports, environment, passEnvironment, signal });
}
