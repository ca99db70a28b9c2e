import type { Infra } from '../../../infra/infra.ts';
import { findProcesses } from '../../../infra/process/find-processes.ts';
import { isAlive } from '../../../infra/process/identity.ts';
import { findListeners } from '../../../infra/process/listeners.ts';
import { readEnds, serviceOutput, serviceToken, type ServiceRecord } from './service-record.ts';

/**
 * Where a service stands.
 *
 * ```
 *  starting ─▶ ready ─▶ stopped (by us, or with the machine)
 *     ▲  │       │
 *     │  ▼       ▼
 *     failing ◀──┘  ended, and is started again after a pause · ended: a command that runs once, with its exit code
 * ```
 */
export interface ServiceSight {
  name: string;
  state: 'starting' | 'ready' | 'running' | 'failing' | 'ended' | 'stopped';
  /** What is wrong or awaited; empty when it is ready. */
  detail: string;
  port: number | null;
  command: string;
  startedAt: number;
  /** How often it was started again. */
  restarts: number;
  /** Whether it is. */
  restart: boolean;
  /** How it ended last, or null when it never did. */
  exitCode: number | null;
  outputPath: string;
}

// What answers nobody and has run for so long since its last end is taken to run.
const settledMs = 5000;

/** Looks at a service now: whether it runs, and whether it answers on its port from a process of its own workspace. */
export async function lookAtService(infra: Infra, record: ServiceRecord): Promise<ServiceSight> {
  const ends = readEnds(infra, record);
  const sight = {
    name: record.name,
    port: record.port,
    command: record.command,
    startedAt: record.startedAt,
    restarts: record.restart ? ends.length : 0,
    restart: record.restart,
    exitCode: ends.at(-1)?.exitCode ?? null,
    outputPath: serviceOutput(infra, record),
  };
  if (!record.keeper || !isAlive(record.keeper)) {
    if (!record.restart && ends.length > 0) return { ...sight, state: 'ended', detail: '' };
    return { ...sight, state: 'stopped', detail: 'it does not run' };
  }
  const ended = `it ended ${times(ends.length)}, last with exit code ${sight.exitCode}`;
  if (record.port === null) {
    const isPausing = infra.clock.now() - (ends.at(-1)?.at ?? 0) < settledMs;
    return record.restart && isPausing
      ? { ...sight, state: 'failing', detail: ended }
      : { ...sight, state: 'running', detail: '' };
  }
  const detail = await findTrouble(record, record.port);
  if (detail === null) return { ...sight, state: 'ready', detail: '' };
  return ends.length === 0 ? { ...sight, state: 'starting', detail } : { ...sight, state: 'failing', detail: ended };
}

/** What keeps a service from being ready, or null. */
async function findTrouble(record: ServiceRecord, port: number): Promise<string | null> {
  const listeners = findListeners({ port });
  const own = new Set(findProcesses({ token: `FANOUT_WORKTREE=${record.path}`, directory: record.path }).map(({ pid }) => pid));
  if (listeners.length === 0) {
    const elsewhere = portsOf(record);
    return `nothing listens on its port ${port}${elsewhere.length > 0 ? `; its processes listen on ${elsewhere.join(', ')}` : ''}`;
  }
  const foreign = listeners.find(({ pid }) => pid === null || !own.has(pid));
  if (foreign && !record.container)
    return `port ${port} is answered by ${foreign.pid === null ? 'another person’s process' : `process ${foreign.pid}`}, which is not of this workspace`;
  if (record.health === null) return null;
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => ask({ host, port, path: record.health ?? '/' })));
  const [best] = answers.toSorted((a, b) => (a ?? 999) - (b ?? 999));
  if (best !== undefined && best !== null && best < 400) return null;
  return best === null || best === undefined
    ? `${record.health} does not answer on port ${port}`
    : `${record.health} answers with status ${best}`;
}

const portsOf = (record: ServiceRecord): number[] => {
  const pids = new Set(findProcesses({ token: serviceToken(record) }).map(({ pid }) => pid));
  const ports = findListeners().flatMap(({ port, pid }) => (pid !== null && pids.has(pid) ? [port] : []));
  return [...new Set(ports)].toSorted((a, b) => a - b);
};

// A server that is up answers its health check in well under this, and one that compiles is asked again.
const patienceMs = 2000;

/** The status that a path answers with, or null. An agent of its own, so that no proxy comes between. */
async function ask({ host, port, path }: { host: string; port: number; path: string }): Promise<number | null> {
  // Imported above, it would load all that Node knows of networks at every start (`bench start`).
  const { Agent, get } = await import('node:http');
  return new Promise((done) => {
    const agent = new Agent();
    const end = (status: number | null) => {
      agent.destroy();
      done(status);
    };
    const request = get({ host, port, path, agent, timeout: patienceMs }, (response) => {
      response.resume();
      end(response.statusCode ?? null);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => end(null));
  });
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
