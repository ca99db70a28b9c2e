import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommandLine } from '../../mcp-server/api/cli/main.ts';
import { ok } from '../../mcp-server/kernel/result.ts';
import { openInfraAt } from './open-infra-at.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the command line in this process, without a terminal, over the state folder `home`. */
export async function askFanout(
  argv: string[],
  { cwd, home, input = '' }: { cwd: string; home: string; input?: string },
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(input);
  const before = signals.map((signal) => process.listeners(signal));
  const exitCode = await runCommandLine({ argv, cwd, stdin, stdout, stderr, openInfra: () => ok(openInfraAt(home)) });
  // A command listens until its process ends, which is not this one.
  for (const [index, signal] of signals.entries())
    for (const listener of process.listeners(signal)) if (!before[index]?.includes(listener)) process.off(signal, listener);
  stdout.end();
  stderr.end();
  return { exitCode, stdout: await text(stdout), stderr: await text(stderr) };
}
