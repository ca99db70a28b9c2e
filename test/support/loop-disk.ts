import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system that was just made, in a file. */
export interface LoopDisk {
  path: string;
  dispose(): void;
}

// Everything is written when it is made, so that no thread of the kernel does it later.
const make = {
  ext4: ['mkfs.ext4', '-q', '-F', '-N', '2000000', '-E', 'lazy_itable_init=0,lazy_journal_init=0'],
  btrfs: ['mkfs.btrfs', '-q'],
} as const;

/** Makes a file system and mounts it, or answers null where this user may not or its programs are absent. */
export function loopDisk(
  kind: keyof typeof make,
  { megabytes, parent = tmpdir() }: { megabytes: number; parent?: string },
): LoopDisk | null {
  const folder = mkdtempSync(join(parent, 'fanout-disk-'));
  const [image, path] = [join(folder, 'image'), join(folder, 'disk')];
  mkdirSync(path);
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'ignore' });
  try {
    run('truncate', '--size', `${megabytes}M`, image);
    const [program, ...args] = make[kind];
    run(program, ...args, image);
    run('mount', '-o', 'loop', image, path);
  } catch {
    dispose();
    return null;
  }
  return {
    path,
    dispose: () => {
      // Lazily: what still stands there must not keep it mounted for ever.
      run('umount', '--lazy', path);
      dispose();
    },
  };
}
