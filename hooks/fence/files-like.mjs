import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const mostFiles = 1000;

/**
 * The files that a pattern of the shell matches, links followed; a bracket is taken for any character.
 * @param {string} pattern
 * @param {string} cwd
 * @returns {string[]}
 */
export function filesLike(pattern, cwd) {
  let places = [pattern.startsWith('/') ? '/' : cwd];
  for (const name of pattern.split('/').filter(Boolean)) {
    places = places.flatMap((place) => (/[*?[]/.test(name) ? matching(place, name) : [resolve(place, name)])).slice(0, mostFiles);
  }
  return places;
}

/** @param {string} folder @param {string} pattern */
function matching(folder, pattern) {
  const source = pattern
    .replace(/\[[^\]]*\]/g, '?')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  const isWanted = new RegExp(`^(?!\\.)${source}$`, 's');
  return names(folder)
    .filter((name) => isWanted.test(name))
    .map((name) => resolve(folder, name));
}

/** @param {string} folder */
function names(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
