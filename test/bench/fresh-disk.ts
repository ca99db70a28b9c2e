import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs `work` with a temporary folder on a file system that was just made, where root allows a loop mount: ext4 is many times
 * slower to create files for minutes after others were deleted. Elsewhere, and in a folder that is given, there. Tells which.
 */
export async function withFreshDisk<T>(
  { say, path, gigabytes = 12 }: { say(line: string): void; path?: string | undefined; gigabytes?: number },
  work: () => Promise<T>,
): Promise<T> {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(path ?? tmpdir(), 'fanout-disk-'));
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const isMounted = path === undefined && mount(join(folder, 'image'), disk, gigabytes);
  say(isMounted ? 'on an ext4 image made for this' : `in ${folder}`);
  process.env['TMPDIR'] = disk;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    if (isMounted) run('umount', ['--lazy', disk]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const run = (program: string, args: string[]): unknown => execFileSync(program, args, { stdio: 'ignore' });

function mount(image: string, disk: string, gigabytes: number): boolean {
  try {
    run('truncate', ['--size', `${gigabytes}G`, image]);
    // Everything is written now, so that no thread of the kernel does it while we measure.
    run('mkfs.ext4', ['-q', '-F', '-N', '2000000', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image]);
    run('mount', ['-o', 'loop', image, disk]);
    return true;
  } catch {
    return false;
  }
}
