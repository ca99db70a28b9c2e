import { constants, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { exec } from '../../../infra/process/exec.ts';

/**
 * How files get from one place to another: all in one step or mounted, or each cloned by the file system, linked, or copied byte
 * by byte.
 */
export type Means = 'snapshot' | 'overlay' | FileMeans;

/** How single files get there. */
export type FileMeans = 'clone' | 'link' | 'copy';

// Each `cp` is bound by the kernel's work on inodes, so two do it in little over half the time (`bench dependencies`).
const atOnce = Math.max(2, Math.min(4, availableParallelism()));
const perCall = 200;

/**
 * Copies everything in the folder `from` into the new folder `to`: modes, times and symbolic links as they are, `by` the given
 * means and without another. Says whether that worked; what was made when it did not is for the caller to remove.
 */
export async function copyTree({
  from,
  to,
  by,
  only,
}: {
  from: string;
  to: string;
  by: FileMeans;
  only?: readonly string[];
}): Promise<boolean> {
  mkdirSync(to, { recursive: true });
  const names = only ?? readdirSync(from);
  const limit = pLimit(atOnce);
  const calls = chunk(names).map((some) =>
    limit(() =>
      exec({
        command: 'cp',
        args: [...flags[by], '--', ...some, `${to}/`],
        cwd: from,
        environment: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      }),
    ),
  );
  return (await Promise.all(calls)).every(({ exitCode }) => exitCode === 0);
}

const isGnu = process.platform === 'linux';
// Packages have no owner, label or attribute that says anything, and each costs a call of the kernel per file.
const kept = ['-dR', '--preserve=mode,timestamps,links'];
const flags: Record<FileMeans, string[]> = {
  clone: isGnu ? [...kept, '--reflink=always'] : ['-Rpc'],
  link: isGnu ? [...kept, '-l'] : ['-Rpl'],
  // `auto` lets the kernel copy, which takes a quarter less than reading and writing even where nothing can be cloned.
  copy: isGnu ? [...kept, '--reflink=auto'] : ['-Rp'],
};

/** Spreads names over calls in turn, so that a few heavy neighbours do not end up in one. */
function chunk(names: readonly string[]): string[][] {
  const count = Math.max(Math.min(atOnce, names.length), Math.ceil(names.length / perCall));
  const chunks = Array.from({ length: count }, (): string[] => []);
  for (const [at, name] of names.entries()) chunks[at % count]?.push(name);
  return chunks;
}

/** Whether the file system clones a file of one folder into the other: both on one that can, such as btrfs, xfs or APFS. */
export function mayClone({ file, folder }: { file: string; folder: string }): boolean {
  const probe = join(folder, `.fanout-clone-${process.pid}`);
  try {
    mkdirSync(dirname(probe), { recursive: true });
    copyFileSync(file, probe, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}
