import type { Config } from '../../kernel/config.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { exec } from '../../infra/process/exec.ts';
import { scrubEnvironment } from '../../infra/process/scrub.ts';
import { detectSetup } from './detect-setup.ts';

/** Runs the setup command of a workspace, as configured or detected, with its output in a file. None to run is a success. */
export async function runSetup(
  infra: Infra,
  {
    path,
    config,
    environment,
    outputPath,
    signal,
  }: { path: string; config: Config; environment: Record<string, string>; outputPath: string; signal?: AbortSignal | undefined },
): Promise<Result<void, 'setup-failed'>> {
  const command = config.setup ?? detectSetup(path);
  if (command === null || command === false) return ok(undefined);
  const { exitCode } = await exec({
    command: 'sh',
    args: ['-c', command],
    cwd: path,
    environment: { ...scrubEnvironment(infra.environment, { pass: config.passEnvironment }), ...environment },
    timeoutMs: config.checkMinutes * 60_000,
    outputPath,
    group: true,
    ...(signal ? { signal } : {}),
  });
  return exitCode === 0 ? ok(undefined) : fail({ reason: 'setup-failed', command, exitCode, outputPath });
}
