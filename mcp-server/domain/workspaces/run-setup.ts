import type { Config } from '../../kernel/config.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { scrubEnvironment } from '../../infra/process/scrub.ts';
import { install, type Installed } from './dependencies/install.ts';
import { findInstallers } from './dependencies/installers.ts';
import { runCommand } from './dependencies/run-command.ts';

/**
 * Makes a worktree runnable: by the configured command, or by the package managers that its lockfiles name, with the output in
 * a file. Answers what was installed by us; nothing to do is a success.
 */
export async function runSetup(
  infra: Infra,
  {
    path,
    config,
    environment: own,
    outputPath,
    signal,
  }: { path: string; config: Config; environment: Record<string, string>; outputPath: string; signal?: AbortSignal | undefined },
): Promise<Result<Installed[], 'setup-failed'>> {
  const environment = { ...scrubEnvironment(infra.environment, { pass: config.passEnvironment }), ...own };
  const wanted = { path, environment, config, outputPath, signal };
  if (typeof config.setup === 'string') {
    const done = await runCommand(wanted, config.setup);
    return done.ok ? ok([]) : done;
  }
  const installed: Installed[] = [];
  for (const installer of config.setup === false ? [] : findInstallers(path)) {
    const done = await install(infra, { ...wanted, installer });
    if (!done.ok) return done;
    installed.push(done.value);
  }
  return ok(installed);
}
