import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { exec } from '../process/exec.ts';

// The kernel's names for btrfs and for the topmost folder of a subvolume: `BTRFS_SUPER_MAGIC`, `BTRFS_FIRST_FREE_OBJECTID`.
const btrfs = 0x91_23_68_3e;
const topmost = 256;

/** Whether a folder is on btrfs, where a subvolume is a folder that is copied in one step, whatever is in it. */
export function hasSubvolumes(folder: string): boolean {
  try {
    return statfsSync(folder).type === btrfs;
  } catch {
    return false;
  }
}

/** Whether a folder is a subvolume of its own. */
export const isSubvolume = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.ino === topmost && hasSubvolumes(path);

/** Makes an empty subvolume at a path that is free. Says whether that worked: it needs the program `btrfs`. */
export const makeSubvolume = (path: string): Promise<boolean> => run(path, ['subvolume', 'create', path]);

/** Copies a subvolume as it is at this moment to a path that is free. Says whether that worked: both must be on one disk. */
export const snapshot = ({ from, to }: { from: string; to: string }): Promise<boolean> =>
  run(to, ['subvolume', 'snapshot', from, to]);

/** Deletes a subvolume in one step. Says whether this person may; where not, it can be deleted as any folder can. */
export const deleteSubvolume = (path: string): Promise<boolean> => run(path, ['subvolume', 'delete', path]);

async function run(path: string, args: string[]): Promise<boolean> {
  const environment = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' };
  const { exitCode } = await exec({ command: 'btrfs', args, cwd: dirname(path), environment });
  return exitCode === 0;
}
