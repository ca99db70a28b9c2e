import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loopDisk } from '../support/loop-disk.ts';

/**
 * Runs `work` with a temporary folder on an ext4 that was just made, where root allows a loop mount: ext4 is many times slower to
 * create files for minutes after others were deleted. Elsewhere, and in a folder that is given, there. Tells which.
 */
export async function withFreshDisk<T>(
  { say, path, gigabytes = 12 }: { say(line: string): void; path?: string | undefined; gigabytes?: number },
  work: () => Promise<T>,
): Promise<T> {
  const disk = path === undefined ? loopDisk('ext4', { megabytes: gigabytes * 1024 }) : null;
  if (disk) {
    say('on an ext4 image made for this');
    return inFolder(disk, work);
  }
  const folder = mkdtempSync(join(path ?? tmpdir(), 'fanout-disk-'));
  say(`in ${folder}`);
  return inFolder({ path: folder, dispose: () => rmSync(folder, { recursive: true, force: true }) }, work);
}

/** Runs `work` on a btrfs that was just made, or answers null where root does not allow it. */
export async function onBtrfs<T>(
  { say, gigabytes = 6 }: { say(line: string): void; gigabytes?: number },
  work: () => Promise<T>,
): Promise<T | null> {
  const disk = loopDisk('btrfs', { megabytes: gigabytes * 1024 });
  if (disk === null) {
    say('not measured on btrfs: it takes root, a loop mount and mkfs.btrfs');
    return null;
  }
  say('on a btrfs image made for this');
  return inFolder(disk, work);
}

async function inFolder<T>({ path, dispose }: { path: string; dispose(): void }, work: () => Promise<T>): Promise<T> {
  const before = process.env['TMPDIR'];
  const folder = join(path, 'tmp');
  mkdirSync(folder, { recursive: true });
  process.env['TMPDIR'] = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    dispose();
  }
}
