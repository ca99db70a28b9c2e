import { homedir } from 'node:os';
import { join } from 'node:path';
import { xdgState } from 'xdg-basedir';
import type { Infra } from './infra/infra.ts';
import { systemClock } from './kernel/clock.ts';
import type { Log } from './kernel/log.ts';
import { shipped } from './kernel/installation.ts';
import { ok, type Result } from './kernel/result.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of all state: `FANOUT_HOME`, or `fanout` in the XDG state folder. */
const stateFolder = (environment: Environment): string =>
  environment['FANOUT_HOME'] ?? join(xdgState ?? join(homedir(), '.local', 'state'), 'fanout');

// Each face is loaded when it is asked for: all of them together would make every start of the MCP server several times slower.

async function openInfra({
  log,
  environment,
}: {
  log: Log;
  environment: Environment;
}): Promise<Result<Infra, 'store-newer' | 'sqlite-missing' | 'journal-damaged' | 'machine-exhausted' | 'state-folder-unusable'>> {
  const { openStore } = await import('./infra/store/open.ts');
  const { makeStateFolder } = await import('./infra/process/state-folder.ts');
  const { exhaustedBy } = await import('./infra/process/exhausted.ts');
  const home = stateFolder(environment);
  try {
    const made = makeStateFolder(home);
    if (!made.ok) return made;
    const store = openStore(join(home, 'fanout.db'));
    if (!store.ok) return store;
    const program = [process.execPath, shipped('mcp-server', 'main.mjs')];
    return ok({ home, store: store.value, clock: systemClock, log, environment, program });
  } catch (error) {
    const exhausted = exhaustedBy(error);
    if (exhausted) return { ok: false, failure: exhausted };
    throw error;
  }
}

async function openLogFile(name: string): Promise<Result<Log, 'state-folder-unusable'>> {
  const { makeStateFolder } = await import('./infra/process/state-folder.ts');
  const { openLog } = await import('./kernel/log.ts');
  const home = stateFolder(process.env);
  const made = makeStateFolder(home);
  return made.ok ? ok(openLog(join(home, name))) : made;
}

/** Runs one command of the command line and ends the process with its exit code. */
export async function runCommandLine(argv: string[]): Promise<void> {
  const { runCommandLine: command } = await import('./api/cli/main.ts');
  const { stdin, stdout, stderr } = process;
  process.exitCode = await command({ argv, openInfra, stdin, stdout, stderr });
}

/** Serves MCP on stdin and stdout until the input ends, and the process with it: what it watches goes on by itself. */
export async function runMcpServer(): Promise<void> {
  const { serveMcp } = await import('./api/mcp/serve.ts');
  await serveMcp({
    input: process.stdin,
    output: process.stdout,
    cwd: process.cwd(),
    openInfra: async () => {
      const log = await openLogFile('mcp.jsonl');
      return log.ok ? openInfra({ log: log.value, environment: process.env }) : log;
    },
  });
  process.exit();
}

// Long enough to take the next run without a start, short enough not to be noticed.
const defaultIdleMs = 3_000;

/** Runs the supervisor until there is nothing left to do. */
export async function runSupervisor(): Promise<void> {
  const log = await openLogFile('supervisor.jsonl');
  const infra = log.ok ? await openInfra({ log: log.value, environment: process.env }) : log;
  if (!infra.ok) {
    process.stderr.write(`The supervisor cannot start: ${JSON.stringify(infra.failure)}\n`);
    process.exitCode = 1;
    return;
  }
  const { runSupervisor: supervise } = await import('./domain/coordination/supervisor.ts');
  await supervise(infra.value, { idleMs: Number(process.env['FANOUT_IDLE_MS'] ?? defaultIdleMs) });
  infra.value.store.close();
}
