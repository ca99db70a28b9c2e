import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { readTail } from '../../verification/read-tail.ts';
import { leasePorts } from '../../workspaces/ports/lease-ports.ts';
import { awaitService } from '../../workspaces/services/await-service.ts';
import type { ServiceSight } from '../../workspaces/services/look-at-service.ts';
import { listServiceRecords, readServiceRecord, serviceOutput } from '../../workspaces/services/service-record.ts';
import { settleServices } from '../../workspaces/services/settle-services.ts';
import { startService } from '../../workspaces/services/start-service.ts';
import { stopService } from '../../workspaces/services/stop-service.ts';
import { findWorkspace, type FoundWorkspace, type NoWorkspace } from './find-workspace.ts';

/** A service to start by hand. What is left out comes from the configuration's service of that name, if there is one. */
export interface ServiceWish {
  path: string;
  name: string;
  command?: string | undefined;
  /** The name of the leased port that it answers on. */
  port?: string | undefined;
  health?: string | undefined;
  restart?: boolean | undefined;
  /** How long to wait until it is ready, where it answers on a port. */
  seconds?: number | undefined;
  signal: AbortSignal;
}

/** A service, and whether it was started now or ran already. */
export interface StartedService extends ServiceSight {
  started: boolean;
}

/**
 * Starts a declared service of a workspace, or any command in its background, with the workspace's ports and databases. What
 * answers on a port is waited for; a command goes on, and says on asking what came of it.
 */
export async function startByHand(infra: Infra, wish: ServiceWish): Promise<Result<StartedService>> {
  const { name, signal } = wish;
  const found = await findWorkspace(infra, wish);
  if (!found.ok) return found;
  const { path, config, environment } = found.value;
  const declared = wish.command === undefined ? config.services[name] : undefined;
  const command = wish.command ?? declared?.command;
  if (command === undefined) return fail({ reason: 'service-unknown', service: name, known: Object.keys(config.services) });
  const leased = await leaseFor(infra, found.value, wish.port ?? (declared?.port || undefined));
  if (!leased.ok) return leased;
  const started = await startService(infra, {
    name,
    path,
    command,
    port: leased.value,
    health: wish.health ?? declared?.health ?? null,
    container: declared?.container ?? false,
    // A server is to go on, and a build or a test run ends.
    restart: wish.restart ?? declared?.restart ?? leased.value !== null,
    pauseSeconds: declared?.pauseSeconds ?? longestPauseSeconds,
    environment,
    passEnvironment: config.passEnvironment,
  });
  if (!started.ok) return started;
  const { record } = started.value;
  const seconds = record.port === null && !record.restart ? 0 : (wish.seconds ?? declared?.startSeconds ?? 60);
  return ok({ ...(await awaitService(infra, { record, seconds, signal })), started: started.value.started });
}

const longestPauseSeconds = 60;

/** The port of a name, leased now if the workspace does not have it. */
async function leaseFor(
  infra: Infra,
  { path, ports }: FoundWorkspace,
  name: string | undefined,
): Promise<Result<number | null, 'ports-exhausted'>> {
  if (name === undefined) return ok(null);
  const names = [...new Set([...ports.map((lease) => lease.name), name])];
  const leased = await leasePorts(infra, { owner: path, names });
  return leased.ok ? ok(leased.value.find((lease) => lease.name === name)?.port ?? null) : leased;
}

/** Ends one service of a workspace, or all, and answers the names of those that ran. */
export async function stopByHand(
  infra: Infra,
  { path: given, name }: { path: string; name?: string | undefined },
): Promise<Result<{ path: string; stopped: string[] }>> {
  const found = await findWorkspace(infra, { path: given });
  if (!found.ok) return found;
  const { path } = found.value;
  const known = listServiceRecords(infra, path).map((record) => record.name);
  if (name !== undefined && !known.includes(name)) return fail({ reason: 'service-unknown', service: name, known });
  const stopped: string[] = [];
  for (const each of known)
    if ((name === undefined || each === name) && (await stopService(infra, { path, name: each }))) stopped.push(each);
  return ok({ path, stopped });
}

/** Looks at what was started in a workspace, one or all; for so many seconds, until each is ready or has ended. */
export async function lookByHand(
  infra: Infra,
  wish: { path: string; name?: string | undefined; seconds: number; signal: AbortSignal },
): Promise<Result<{ path: string; services: ServiceSight[] }, NoWorkspace | 'service-unknown'>> {
  const found = await findWorkspace(infra, wish);
  if (!found.ok) return found;
  const { path } = found.value;
  if (wish.name !== undefined && !readServiceRecord(infra, { path, name: wish.name }))
    return fail({
      reason: 'service-unknown',
      service: wish.name,
      known: listServiceRecords(infra, path).map(({ name }) => name),
    });
  const services = await settleServices(infra, { ...wish, path });
  return ok({ path, services });
}

/** The end of what a service printed, and the file that has all of it. */
export async function readByHand(
  infra: Infra,
  { path: given, name, lines }: { path: string; name: string; lines: number },
): Promise<Result<{ name: string; lines: string[]; path: string }>> {
  const found = await findWorkspace(infra, { path: given });
  if (!found.ok) return found;
  const of = { path: found.value.path, name };
  const known = listServiceRecords(infra, of.path).map((record) => record.name);
  if (!known.includes(name)) return fail({ reason: 'service-unknown', service: name, known });
  const path = serviceOutput(infra, of);
  const tail = readTail(path, { lines, bytes: lines * mostBytesOfLine });
  return ok({ name, lines: tail === '' ? [] : tail.split('\n'), path });
}

const mostBytesOfLine = 400;
