import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { exec } from '../../../../infra/process/exec.ts';
import { backUp, holdWriters, settleCopy, type HeldDatabase, type SqliteIdentity } from '../../../../infra/store/sqlite-file.ts';

/** A copy to make into a folder that is empty. */
export interface Copying {
  from: string;
  folder: string;
  environment: Record<string, string>;
}

// A copy of this much takes about a second (`bench databases`), and a writer that is held up gives up after five (the usual
// busy timeout of drivers).
const mostHeldBytes = 1024 ** 3;
const patienceMs = 30_000;

/**
 * Copies a live SQLite database into a folder and answers the path of the copy: the file and its WAL while writers are held up,
 * as a clone where the file system has it, or, where a copy would hold them up for too long, a backup beside them. The copy is
 * compared with what was held, and one that differs is refused.
 */
export async function copyDatabaseFile(
  infra: Infra,
  { from, folder, environment }: Copying,
): Promise<Result<string, 'file-unreadable' | 'lock-busy' | 'process-failed'>> {
  const held = await holdWriters(infra.clock, { path: from, patienceMs });
  if (!held.ok) return held;
  const { path, isWal, sizeBytes, identity, release } = held.value;
  const isLong = isWal && sizeBytes > mostHeldBytes;
  let fault: string | null = null;
  try {
    fault = await copyHeld(held.value, { folder, environment, flags: isLong ? cloneOnly : cloneIfPossible });
    // A `cp` that knows none of the flags.
    if (fault !== null && !isLong) fault = await copyHeld(held.value, { folder, environment, flags: [] });
  } finally {
    release();
  }
  if (fault !== null && !isLong) return fail({ reason: 'process-failed', command: `cp ${path}`, exitCode: null, stderr: fault });
  const to = join(folder, basename(path));
  const source = fault === null ? ok(identity) : await backUp({ from: path, to });
  if (!source.ok) return source;
  const copied = settleCopy(to);
  if (!copied.ok) return copied;
  if (isSame(source.value, copied.value)) return ok(to);
  return fail({ reason: 'file-unreadable', path: to, detail: `the copy is not what ${path} was` });
}

const [cloneIfPossible, cloneOnly] =
  process.platform === 'darwin' ? [['-c'], ['-c']] : [['--reflink=auto'], ['--reflink=always']];

/**
 * The file first and its WAL second, in one program: frames of the WAL stand over pages that somebody's checkpoint was writing
 * meanwhile. Answers what went wrong, or null.
 */
async function copyHeld(
  { path, isWal }: HeldDatabase,
  { folder, environment, flags }: Omit<Copying, 'from'> & { flags: readonly string[] },
): Promise<string | null> {
  const files = [path, `${path}-wal`].filter((file, nth) => nth === 0 || (isWal && existsSync(file)));
  const { exitCode, stderr } = await exec({ command: 'cp', args: [...flags, '--', ...files, folder], cwd: folder, environment });
  return exitCode === 0 ? null : stderr;
}

const isSame = (one: SqliteIdentity, other: SqliteIdentity): boolean =>
  Object.entries(one).every(([key, value]) => other[key as keyof SqliteIdentity] === value);
