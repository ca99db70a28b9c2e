import { accessSync, closeSync, constants, openSync, statfsSync } from 'node:fs';
import { devNull } from 'node:os';
import type { FailureOf } from '../../kernel/result.ts';

// What the system and SQLite say when there is no room, no right to write, or no handle left.
const codes: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EMFILE: 'this process has no file handle left',
  ENFILE: 'the machine has no file handle left',
  ENOMEM: 'the machine has no memory left',
  EAGAIN: 'the machine starts no more processes',
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

/** The failure of a machine whose disk at one of these paths has no room to work in or takes nothing at all; null while it does. */
export function exhaustedDisk(paths: readonly string[]): FailureOf<'machine-exhausted'> | null {
  for (const path of paths) {
    try {
      accessSync(path, constants.W_OK);
      const { bavail, bsize } = statfsSync(path);
      if (bavail * bsize < scarceBytes)
        return { reason: 'machine-exhausted', detail: `${Math.floor((bavail * bsize) / 1024 / 1024)} MB are free at ${path}` };
    } catch (error) {
      const exhausted = exhaustedBy(error);
      if (exhausted) return { ...exhausted, detail: `${exhausted.detail} at ${path}` };
      // What is not there cannot be full.
    }
  }
  return null;
}

// Three pipes have two ends each, and the system's own loader opens one more at a time; others may start beside it.
const handlesToStart = 16;

/**
 * Throws when there are not enough file handles to start a program. Some libraries do not survive a start without pipes: the
 * child has none, and what it says of that nobody hears.
 */
export function needHandles(): void {
  const held: number[] = [];
  try {
    while (held.length < handlesToStart) held.push(openSync(devNull, 'r'));
  } finally {
    for (const file of held) closeSync(file);
  }
}

/**
 * Throws when a program could not be started because the machine had nothing left to start it with: that says nothing about the
 * program, and whoever waits for room catches it.
 */
export function throwIfExhausted(code: string | undefined, program: string): void {
  const error = Object.assign(new Error(`${program} could not be started (${code})`), { code });
  if (exhaustedBy(error)) throw error;
}
