import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of a few megabytes that is full or read-only when a test says so. */
export interface SmallDisk {
  path: string;
  /** Fills it until only so many bytes are free. */
  fill(freeBytes: number): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Says whether the system did it: it refuses while a file is open for writing. */
  makeReadOnly(isReadOnly: boolean): boolean;
  dispose(): void;
}

/** Makes a small disk, or answers null where this user may not mount one. */
export function smallDisk(megabytes: number): SmallDisk | null {
  if (process.platform !== 'linux') return null;
  const path = mkdtempSync(join(tmpdir(), 'fanout-disk-'));
  const run = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'fanout-test', path)) {
    rmSync(path, { recursive: true });
    return null;
  }
  const filler = join(path, 'filler');
  return {
    path,
    fill: (freeBytes) => fillUp(path, filler, freeBytes),
    free: () => rmSync(filler, { force: true }),
    makeReadOnly: (isReadOnly) => run('mount', '-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, path),
    dispose: () => {
      // Lazily: what still stands there must not keep it mounted for ever.
      run('umount', '--lazy', path);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function fillUp(path: string, filler: string, freeBytes: number): void {
  const file = openSync(filler, 'a');
  try {
    for (const step of [1 << 20, 1 << 12]) {
      const block = Buffer.alloc(step);
      while (freeOf(path) - step >= freeBytes) writeSync(file, block);
    }
  } finally {
    closeSync(file);
  }
}

function freeOf(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
