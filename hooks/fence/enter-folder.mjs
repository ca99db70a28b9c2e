import { resolve } from 'node:path';
import { expandHome, isWithin, realPlace } from './judge-path.mjs';

/**
 * Follows `cd`, so that what comes after it is judged from there; why it may not be followed, or null. A session that only reads
 * may go anywhere.
 * @param {import('./word.mjs').Word | undefined} word
 * @param {{ cwd: string, roots: string[] }} from
 * @returns {string | null}
 */
export function enterFolder(word, from) {
  const target = word === undefined ? '~' : word.text;
  const place = realPlace(resolve(from.cwd, expandHome(target)));
  const isElsewhere = from.roots.length > 0 && !from.roots.some((root) => isWithin(place, root));
  if ((word && word.unknownAt !== null) || target === '-' || isElsewhere) {
    return `This session stays in its worktree (${from.roots.join(', ')}), so it may not cd to ${target}. Name other files by their paths when you read them.`;
  }
  from.cwd = place;
  return null;
}
