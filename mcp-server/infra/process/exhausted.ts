import { statfsSync } from 'node:fs';
import type { FailureOf } from '../../kernel/result.ts';

// What the system and SQLite say when there is no room, no right to write, or no handle left.
const codes: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EMFILE: 'this process has no file handle left',
  ENFILE: 'the machine has no file handle left',
  ENOMEM: 'the machine has no memory left',
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'the store is read-only',
  SQLITE_CANTOPEN: 'the store cannot be opened',
  SQLITE_IOERR: 'the disk does not take what is written',
};

/** The failure behind an error that says that the machine has no more to give, or null when it says something else. */
export function exhaustedBy(error: unknown): FailureOf<'machine-exhausted'> | null {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = Object.keys(codes).find((name) => code === name || code.startsWith(`${name}_`));
  return known === undefined ? null : { reason: 'machine-exhausted', detail: `${codes[known]} (${code})` };
}

// git needs this for its index and objects alone.
const scarceBytes = 32 * 1024 * 1024;

/** The failure of a machine whose disk at one of these paths has no room to work in; null while it has. */
export function exhaustedDisk(paths: readonly string[]): FailureOf<'machine-exhausted'> | null {
  for (const path of paths) {
    try {
      const { bavail, bsize } = statfsSync(path);
      if (bavail * bsize < scarceBytes)
        return { reason: 'machine-exhausted', detail: `${Math.floor((bavail * bsize) / 1024 / 1024)} MB are free at ${path}` };
    } catch {
      // What is not there cannot be full.
    }
  }
  return null;
}
