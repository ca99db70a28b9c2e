import { existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { digest } from '../../../../kernel/id.ts';
import { refuseRelativePath } from '../../../../kernel/refuse-relative-path.ts';
import { git } from '../../../../infra/git/git.ts';
import type { Infra } from '../../../../infra/infra.ts';

/**
 * Where the copy of a database file goes: to the same place in the workspace when git ignores it there, so that programs find
 * it where they always do, and else into our state folder, so that it is nobody's change.
 */
export async function placeFile(
  { home }: Pick<Infra, 'home'>,
  { owner, name, file }: { owner: string; name: string; file: string },
): Promise<string> {
  const outside = join(home, 'databases', digest(owner, 32), `${name}.db`);
  if (refuseRelativePath(file) !== null) return outside;
  const ignored = await git({ cwd: owner, args: ['check-ignore', '--quiet', '--', file] });
  return ignored.exitCode === 0 ? join(owner, file) : outside;
}

/** Whether the folder of a file really lies in one of these, and not behind a link that somebody laid. */
export function isInside(path: string, folders: readonly string[]): boolean {
  if (!existsSync(dirname(path))) return false;
  const folder = realpathSync(dirname(path));
  return folders.some((one) => existsSync(one) && `${folder}${sep}`.startsWith(`${realpathSync(one)}${sep}`));
}

/** Makes the folders above a file and says whether all of them are really in one of these. */
export function makeFolderInside(path: string, folders: readonly string[]): boolean {
  const above = dirname(path);
  const nearest = (at: string): string => (lstatSync(at, { throwIfNoEntry: false }) ? at : nearest(dirname(at)));
  if (!isInside(join(nearest(above), 'x'), folders)) return false;
  mkdirSync(above, { recursive: true, mode: 0o700 });
  return isInside(path, folders);
}
