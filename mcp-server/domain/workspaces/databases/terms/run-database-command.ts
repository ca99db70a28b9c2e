import { appendFileSync } from 'node:fs';
import { ok, type Result } from '../../../../kernel/result.ts';
import { exec } from '../../../../infra/process/exec.ts';
import { databaseFailed } from './database-failed.ts';
import type { Ask } from './engine.ts';

/** A command of the configuration, to run for a database. */
export interface DatabaseCommand {
  /** The key of the configuration that holds it. */
  key: string;
  /** What did not happen when it fails, as in "could not be …". */
  step: string;
  command: string;
  cwd: string;
  /** More environment. Every value goes this way and never into the command's text. */
  variables: Record<string, string>;
  /** Whether it prints what no file may hold. */
  isSecret?: boolean;
}

/** Runs a command for a database in a process group of its own, with its output in the file of the ask. Answers what it printed. */
export async function runDatabaseCommand(
  ask: Omit<Ask, 'settings'>,
  { key, step, command, cwd, variables, isSecret = false }: DatabaseCommand,
): Promise<Result<string, 'database-failed'>> {
  const { name, environment, outputPath, timeoutMs, signal } = ask;
  const done = await exec({
    command: 'sh',
    args: ['-c', command],
    cwd,
    environment: { ...environment, ...variables },
    timeoutMs,
    group: true,
    ...(signal ? { signal } : {}),
  });
  appendFileSync(outputPath, `$ ${command}\n${isSecret ? '' : done.stdout}${done.stderr}`, { mode: 0o600 });
  if (done.exitCode === 0) return ok(done.stdout);
  const how = done.timedOut ? `had no end after ${timeoutMs / 60_000} minutes` : `ended with ${done.exitCode ?? done.signal}`;
  const said = done.stderr.trim().split('\n').slice(-2).join(' ');
  return databaseFailed({
    database: name,
    step,
    detail: `\`${key}\` ${how}: ${said}`,
    next: `Its output is in ${outputPath}. Mend \`${key}\` of database ${name} in fanout.yaml, or what it runs.`,
  });
}
