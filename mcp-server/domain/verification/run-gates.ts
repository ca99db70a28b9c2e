import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import type { CheckReport, Commit, GateResult } from '../../kernel/model.ts';
import { runCommand } from './run-command.ts';

/** The gates to run and the folder to run them in. */
export interface GateRun {
  commands: readonly string[];
  cwd: string;
  /** What the gates get besides the scrubbed environment, as `Workspace.environment` holds it. */
  environment: Record<string, string>;
  /** What is checked out in `cwd`: the report is bound to it. */
  commit: Commit;
  /** Gets one file of output per gate. */
  outputDirectory: string;
  /** For each gate. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Runs every gate in order, also after one failed, so that a builder hears of all failures at once. No gates at all pass. When
 * aborted, the rest is left out and the report is no pass; whoever aborted knows that it is no failure either.
 */
export async function runGates(infra: Infra, { commands, outputDirectory, commit, ...rest }: GateRun): Promise<CheckReport> {
  const gates: GateResult[] = [];
  for (const [index, command] of commands.entries()) {
    if (rest.signal?.aborted) break;
    const outputPath = join(outputDirectory, `${index + 1}-${slug(command)}.log`);
    const { exitCode, durationMs } = await runCommand(infra, { command, commit, outputPath, ...rest });
    gates.push({ command, exitCode, durationMs, outputPath });
  }
  return { commit, passed: gates.length === commands.length && gates.every((gate) => gate.exitCode === 0), gates };
}

const slug = (command: string): string =>
  command
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30) || 'gate';
