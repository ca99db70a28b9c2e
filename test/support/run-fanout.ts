import { join, resolve } from 'node:path';
import { exec, type Exited } from '../../mcp-server/infra/process/exec.ts';
import { scrubEnvironment } from '../../mcp-server/infra/process/scrub.ts';

/** The file that everything starts from. */
export const mainFile = resolve(import.meta.dirname, '../../mcp-server/main.mjs');

/** Runs the command line as a person's shell would, without a terminal, and with a state folder and a HOME below `home`. */
export const runFanout = (
  args: string[],
  { cwd, home, environment = {} }: { cwd: string; home: string; environment?: Record<string, string> },
): Promise<Exited> =>
  exec({
    command: process.execPath,
    args: [mainFile, ...args],
    cwd,
    environment: { ...scrubEnvironment(process.env), HOME: home, FANOUT_HOME: join(home, 'state'), ...environment },
    timeoutMs: 60_000,
    group: true,
  });
