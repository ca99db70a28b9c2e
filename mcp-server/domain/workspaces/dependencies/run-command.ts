import type { Config } from '../../../kernel/config.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { exec } from '../../../infra/process/exec.ts';
import type { Installer } from './installers.ts';

/** Where and in what an installer runs. */
export interface Installation {
  installer: Installer;
  path: string;
  /** The whole environment. */
  environment: Record<string, string>;
  config: Pick<Config, 'checkMinutes' | 'dependencies'>;
  outputPath: string;
  signal?: AbortSignal | undefined;
}

/** Runs one command of a setup, with its output in the file. */
export async function runCommand(
  { path, environment, config, outputPath, signal }: Omit<Installation, 'installer'>,
  command: string,
): Promise<Result<void, 'setup-failed'>> {
  const { exitCode } = await exec({
    command: 'sh',
    args: ['-c', command],
    cwd: path,
    environment,
    timeoutMs: config.checkMinutes * 60_000,
    outputPath,
    group: true,
    ...(signal ? { signal } : {}),
  });
  return exitCode === 0 ? ok(undefined) : fail({ reason: 'setup-failed', command, exitCode, outputPath });
}
