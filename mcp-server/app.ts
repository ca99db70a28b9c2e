import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { xdgState } from 'xdg-basedir';
import { runCommandLine as command } from './api/cli/main.ts';
import { runSupervisor as supervise } from './domain/coordination/supervisor.ts';
import type { Infra } from './infra/infra.ts';
import { openStore } from './infra/store/open.ts';
import { systemClock } from './kernel/clock.ts';
import { openLog, type Log } from './kernel/log.ts';
import { ok, type Result } from './kernel/result.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of all state: `FANOUT_HOME`, or `fanout` in the XDG state folder. */
const stateFolder = (environment: Environment): string =>
  environment['FANOUT_HOME'] ?? join(xdgState ?? join(homedir(), '.local', 'state'), 'fanout');

function openInfra({ log, environment }: { log: Log; environment: Environment }): Result<Infra, 'store-newer'> {
  const home = stateFolder(environment);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const store = openStore(join(home, 'fanout.db'));
  if (!store.ok) return store;
  const program = [process.execPath, join(import.meta.dirname, 'main.mjs')];
  return ok({ home, store: store.value, clock: systemClock, log, environment, program });
}

/** Runs one command of the command line and ends the process with its exit code. */
export async function runCommandLine(argv: string[]): Promise<void> {
  const { stdin, stdout, stderr } = process;
  process.exitCode = await command({ argv, openInfra, stdin, stdout, stderr });
}

// Long enough to take the next run without a start, short enough not to be noticed.
const defaultIdleMs = 3_000;

/** Runs the supervisor until there is nothing left to do. */
export async function runSupervisor(): Promise<void> {
  const log = openLog(join(stateFolder(process.env), 'supervisor.jsonl'));
  const infra = openInfra({ log, environment: process.env });
  if (!infra.ok) {
    log.error({ failure: infra.failure }, 'the supervisor cannot start');
    process.exitCode = 1;
    return;
  }
  await supervise(infra.value, { idleMs: Number(process.env['FANOUT_IDLE_MS'] ?? defaultIdleMs) });
  infra.value.store.close();
}
