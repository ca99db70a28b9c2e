import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { exec } from '../../../../infra/process/exec.ts';
import { databaseFailed } from '../terms/database-failed.ts';
import type { Ask } from '../terms/engine.ts';
import { databaseOf, withDatabase, withoutPassword } from './url.ts';
import type { Filling } from './fill-template.ts';

/** Fills a database with a dump of the source, taken from one moment of it, by PostgreSQL's own programs. */
export async function dumpSource(infra: Infra, { ask, source, database }: Filling): Promise<Result<void, 'database-failed'>> {
  const folder = join(infra.home, 'databases', `dump-${randomUUID()}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const dump = join(folder, 'dump');
  const from = withoutPassword(source).url;
  const to = withoutPassword(new URL(withDatabase(source, database))).url;
  try {
    const dumped = await runTool(ask, {
      source,
      folder,
      tool: 'pg_dump',
      args: [...parallel, '--compress=0', `--file=${dump}`, `--dbname=${from}`],
    });
    if (!dumped.ok) return dumped;
    return await runTool(ask, {
      source,
      folder,
      tool: 'pg_restore',
      args: [...parallel, '--exit-on-error', `--dbname=${to}`, dump],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Two at a time: more would take what the tasks beside it work with.
const parallel = ['--format=directory', '--jobs=2', '--no-password'];

async function runTool(
  { name, environment, timeoutMs, signal }: Ask<'postgres'>,
  { source, folder, tool, args }: { source: URL; folder: string; tool: string; args: string[] },
): Promise<Result<void, 'database-failed'>> {
  const done = await exec({
    command: tool,
    args,
    cwd: folder,
    environment: { ...environment, ...withoutPassword(source).environment },
    timeoutMs,
    group: true,
    ...(signal ? { signal } : {}),
  });
  if (done.exitCode === 0) return ok(undefined);
  const why = done.missing ? 'it is not on PATH' : done.stderr.trim().split('\n').slice(-2).join(' ');
  return databaseFailed({
    database: name,
    step: 'copied',
    detail: `${databaseOf(source)} is in use or not ours, so it has to be dumped, and ${tool} failed: ${why}`,
    next: `Put ${tool} of the server's version or newer on PATH, or end the sessions of ${databaseOf(source)}, or fill the template with \`build\`.`,
  });
}
