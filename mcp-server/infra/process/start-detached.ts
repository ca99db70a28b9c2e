import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { entering } from './enter.ts';
import { throwIfExhausted } from './exhausted.ts';

/** A program to start and leave alone. */
export interface Start {
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment: nothing is inherited. */
  environment: Record<string, string>;
  /** A file to append stdout and stderr to: a file, not a pipe, so that nothing breaks when we die. */
  outputPath: string;
}

/**
 * Starts a program in a session and process group of its own and answers its process id without waiting for it. It outlives us
 * and the terminal.
 */
export async function startDetached({
  command,
  args,
  cwd,
  environment,
  outputPath,
}: Start): Promise<Result<number, 'process-failed'>> {
  mkdirSync(dirname(outputPath), { recursive: true, mode: 0o700 });
  const output = openSync(outputPath, 'a', 0o600);
  try {
    const entered = entering({ command, args, environment });
    const child = spawn(entered.command, entered.args, {
      cwd,
      env: environment,
      detached: true,
      stdio: ['ignore', output, output],
    });
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      child.once('spawn', () => resolve(null));
      child.once('error', resolve);
    });
    throwIfExhausted(error?.code, command);
    if (error !== null || child.pid === undefined)
      return fail({ reason: 'process-failed', command, exitCode: null, stderr: error?.message ?? '' });
    child.unref();
    return ok(child.pid);
  } finally {
    closeSync(output);
  }
}
