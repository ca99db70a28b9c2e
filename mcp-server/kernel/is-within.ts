import { isAbsolute, relative, sep } from 'node:path';

/** Whether an absolute path is a folder or lies below it, as far as the names say: links are not followed. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
