import type { ServiceSettings } from '../../../kernel/config-workspaces.ts';
import type { Doubt } from '../../../kernel/failure.ts';
import type { PortLease } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';
import { awaitService } from './await-service.ts';
import { startService } from './start-service.ts';

/** The declared services of a workspace and what they run in. */
export interface DeclaredServices {
  path: string;
  services: Record<string, ServiceSettings>;
  ports: readonly PortLease[];
  environment: Record<string, string>;
  passEnvironment: readonly string[];
  signal?: AbortSignal | undefined;
}

/**
 * Starts the declared services of a workspace, those that do not run, and answers a doubt for each that does not answer on its
 * leased port from a process of this workspace in its time. They go on running.
 */
export async function proveServices(infra: Infra, declared: DeclaredServices): Promise<Doubt[]> {
  const doubts = await Promise.all(
    Object.entries(declared.services).map(([name, settings]) => proveOne(infra, declared, name, settings)),
  );
  return doubts.flat();
}

async function proveOne(infra: Infra, declared: DeclaredServices, name: string, settings: ServiceSettings): Promise<Doubt[]> {
  const { path, ports, environment, passEnvironment, signal } = declared;
  const port = ports.find((lease) => lease.name === settings.port)?.port ?? null;
  const { command, health = null, container, restart, pauseSeconds, startSeconds } = settings;
  const started = await startService(infra, {
    name,
    path,
    command,
    port,
    health,
    container,
    restart,
    pauseSeconds,
    environment,
    passEnvironment,
  });
  if (!started.ok)
    return [
      {
        probe: `service ${name}`,
        detail: `\`${command}\` could not be started`,
        next: `Make \`${command}\` work in a fresh worktree.`,
      },
    ];
  const sight = await awaitService(infra, { record: started.value.record, seconds: startSeconds, signal });
  if (sight.state === 'ready' || sight.state === 'running') return [];
  const detail = sight.detail || `it ended with exit code ${sight.exitCode}`;
  return [
    {
      probe: `service ${name}`,
      detail: `${detail}. Its output is in ${sight.outputPath}`,
      next:
        port === null
          ? `Let \`${command}\` go on running, or correct \`services.${name}\` in fanout.yaml.`
          : `Let ${name} listen on the port in PORT and nowhere else, or correct \`services.${name}\` in fanout.yaml.`,
    },
  ];
}
