import { lstatSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';

/**
 * Why a file may not be written, or null when it may: its real place, symbolic links followed, must lie in one of the roots,
 * and not in git's own files.
 * @param {string} path
 * @param {{ cwd: string, roots: string[] }} from
 * @returns {string | null}
 */
export function judgePath(path, { cwd, roots }) {
  const real = realPlace(resolve(cwd, expandHome(path)));
  if (!roots.some((root) => isWithin(real, root))) return outside(real, roots);
  if (real.toLowerCase().split(sep).includes('.git'))
    return `${real} belongs to git. Change it with git commands, not by writing the file.`;
  return null;
}

/** @param {string} path @param {string} root */
export const isWithin = (path, root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

/** @param {string} path */
export const expandHome = (path) => (path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);

/**
 * Where a path leads when every symbolic link is followed; what does not exist yet is appended as it is.
 * @param {string} path
 * @returns {string}
 */
export function realPlace(path) {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    const parent = dirname(path);
    // A dangling link would be followed by the write, so its own name is no answer.
    if (parent === path || isLink(path)) throw error;
    return join(realPlace(parent), basename(path));
  }
}

/** @param {string} path */
function isLink(path) {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** @param {string} real @param {string[]} roots */
function outside(real, roots) {
  if (roots.length === 0) return `This session only reads, so ${real} may not be written. Put what you found into your answer.`;
  return `${real} lies outside this session's worktree. Write below ${roots.join(' or ')} instead; when the task needs a change elsewhere, say so in your answer.`;
}
