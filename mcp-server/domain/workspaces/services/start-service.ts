import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digest } from '../../../kernel/id.ts';
import { shipped } from '../../../kernel/installation.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { identify, isAlive } from '../../../infra/process/identity.ts';
import { scrubEnvironment } from '../../../infra/process/scrub.ts';
import { startDetached } from '../../../infra/process/start-detached.ts';
import { withLock } from '../../../infra/store/lock.ts';
import { readServiceRecord, serviceFolder, serviceOutput, serviceToken, writeServiceRecord } from './service-record.ts';
import type { ServiceRecord } from './service-record.ts';

/** A service or background command to start. */
export interface WantedService extends Pick<
  ServiceRecord,
  'name' | 'path' | 'command' | 'port' | 'health' | 'container' | 'restart' | 'pauseSeconds'
> {
  /** The workspace's environment, over what a child sees anyway. */
  environment: Record<string, string>;
  passEnvironment: readonly string[];
}

const keeper = shipped('mcp-server', 'domain', 'workspaces', 'services', 'keep.sh');

/**
 * Starts a service in its workspace, unless it runs already, and answers its record and whether it was started now. It outlives
 * us, is started again with growing pauses when `restart` says so, and ends with the workspace.
 */
export async function startService(
  infra: Infra,
  wanted: WantedService,
): Promise<Result<{ record: ServiceRecord; started: boolean }, 'process-failed' | 'lock-busy'>> {
  const lock = join(infra.home, 'locks', `service-${digest(`${wanted.path}\n${wanted.name}`)}.db`);
  const done = await withLock(infra.clock, { path: lock, patienceMs: 30_000 }, () => startOnce(infra, wanted));
  return done.ok ? done.value : done;
}

async function startOnce(
  infra: Infra,
  wanted: WantedService,
): Promise<Result<{ record: ServiceRecord; started: boolean }, 'process-failed'>> {
  const known = readServiceRecord(infra, wanted);
  if (known?.keeper && isAlive(known.keeper)) return ok({ record: known, started: false });
  const { environment, passEnvironment, ...settings } = wanted;
  const folder = serviceFolder(infra, wanted);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const old of ['ends', 'output.log']) rmSync(join(folder, old), { force: true });
  const record: ServiceRecord = { ...settings, startedAt: infra.clock.now(), keeper: null };
  writeServiceRecord(infra, record);
  const [mark = '', token = ''] = serviceToken(wanted).split('=');
  const started = await startDetached({
    command: 'sh',
    args: [keeper, folder, wanted.restart ? 'always' : 'once', wanted.command, String(wanted.pauseSeconds)],
    cwd: wanted.path,
    environment: {
      ...scrubEnvironment(infra.environment, { pass: passEnvironment }),
      ...environment,
      ...(wanted.port === null ? {} : { PORT: String(wanted.port) }),
      FANOUT_WORKTREE: wanted.path,
      [mark]: token,
      // A session that ends takes along what stands in its worktree, except what says that it is somebody else's.
      FANOUT_SESSION: `service:${wanted.name}`,
    },
    outputPath: serviceOutput(infra, wanted),
  });
  if (!started.ok) return started;
  const whole = { ...record, keeper: identify(started.value) };
  writeServiceRecord(infra, whole);
  return ok({ record: whole, started: true });
}
