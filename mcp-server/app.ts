import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { xdgState } from 'xdg-basedir';
import { runSupervisor as supervise } from './domain/coordination/supervisor.ts';
import type { Infra } from './infra/infra.ts';
import { openStore } from './infra/store/open.ts';
import { systemClock } from './kernel/clock.ts';
import { openLog, silentLog, type Log } from './kernel/log.ts';
import { ok, type Result } from './kernel/result.ts';

/** The folder of all state: `FANOUT_HOME`, or `fanout` in the XDG state folder. */
const stateFolder = (): string => process.env['FANOUT_HOME'] ?? join(xdgState ?? join(homedir(), '.local', 'state'), 'fanout');

/** Opens what everything stands on. */
export function openInfra(log: Log = silentLog()): Result<Infra, 'store-newer'> {
  const home = stateFolder();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const store = openStore(join(home, 'fanout.db'));
  if (!store.ok) return store;
  const program = [process.execPath, join(import.meta.dirname, 'main.mjs')];
  return ok({ home, store: store.value, clock: systemClock, log, environment: process.env, program });
}

// Long enough to take the next run without a start, short enough not to be noticed.
const idleMs = 3_000;

/** Runs the supervisor until there is nothing left to do. Resolves with the exit code. */
export async function runSupervisor(): Promise<number> {
  const infra = openInfra(openLog(join(stateFolder(), 'supervisor.jsonl')));
  if (!infra.ok) return 70;
  await supervise(infra.value, { idleMs: Number(process.env['FANOUT_IDLE_MS'] ?? idleMs) });
  infra.value.store.close();
  return 0;
}
