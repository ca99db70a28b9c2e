import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { exec } from '../../../../infra/process/exec.ts';
import { backUp, holdWriters, settleCopy, type HeldDatabase, type SqliteIdentity } from '../../../../infra/store/sqlite-file.ts';

/** How a copy was made, from the fastest. */
export type CopyMethod = 'clone' | 'copy' | 'backup';

// A copy of this much takes about a second (`bench databases`), and a writer that is held up gives up after five (the usual
// busy timeout of drivers).
const mostHeldBytes = 1024 ** 3;
interface Copying {
  to: string;
  how: 'clone' | 'copy';
  environment: Record<string, string>;
}

const patienceMs = 30_000;

/**
 * Copies a live SQLite database to a path where nothing is: a clone where the file system has it, else a copy of the file
 * while writers are held up, or, where that would hold them up for too long, a backup beside them. The copy is compared with
 * what was held, and one that differs is refused.
 */
export async function copyDatabaseFile(
  infra: Infra,
  { from, to, environment }: { from: string; to: string; environment: Record<string, string> },
): Promise<Result<CopyMethod, 'file-unreadable' | 'lock-busy' | 'process-failed'>> {
  const held = await holdWriters(infra.clock, { path: from, patienceMs });
  if (!held.ok) return held;
  const { path, isWal, sizeBytes, identity, release } = held.value;
  let method: CopyMethod = 'clone';
  try {
    let fault = await copyBoth({ held: held.value, to, how: 'clone', environment });
    if (fault !== null) {
      method = isWal && sizeBytes > mostHeldBytes ? 'backup' : 'copy';
      if (method === 'copy') fault = await copyBoth({ held: held.value, to, how: 'copy', environment });
    }
    if (fault !== null && method === 'copy')
      return fail({ reason: 'process-failed', command: `cp ${path} ${to}`, exitCode: null, stderr: fault });
  } finally {
    release();
  }
  const source = method === 'backup' ? await backUp({ from: path, to }) : ok(identity);
  if (!source.ok) return source;
  const copied = settleCopy(to);
  if (!copied.ok) return copied;
  if (!isSame(source.value, copied.value))
    return fail({ reason: 'file-unreadable', path: to, detail: `the copy is not what ${path} was` });
  return ok(method);
}

/**
 * The file first and its WAL second: frames of the WAL stand over pages that somebody's checkpoint was writing meanwhile.
 * Answers what went wrong, or null.
 */
async function copyBoth({ held, to, how, environment }: Copying & { held: HeldDatabase }): Promise<string | null> {
  const fault = await copyOne({ from: held.path, to, how, environment });
  const wal = `${held.path}-wal`;
  if (fault !== null || !held.isWal || !existsSync(wal)) return fault;
  return copyOne({ from: wal, to: `${to}-wal`, how, environment });
}

const cloneFlags = process.platform === 'darwin' ? ['-c'] : ['--reflink=always'];

async function copyOne({ from, to, how, environment }: Copying & { from: string }): Promise<string | null> {
  const { exitCode, stderr } = await exec({
    command: 'cp',
    args: [...(how === 'clone' ? cloneFlags : []), '--', from, to],
    cwd: dirname(to),
    environment,
  });
  return exitCode === 0 ? null : stderr;
}

const isSame = (one: SqliteIdentity, other: SqliteIdentity): boolean =>
  Object.entries(one).every(([key, value]) => other[key as keyof SqliteIdentity] === value);
