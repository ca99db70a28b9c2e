import { homedir } from 'node:os';
import { existsSync, lstatSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { filesLike } from './files-like.mjs';
import { expandHome, judgePath, realPlace } from './judge-path.mjs';
import { placesIn } from './places-in.mjs';

/** @typedef {import('./word.mjs').Word} Word */
/** @typedef {{ cwd: string, roots: string[] }} From */

const devices = /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/;
// Arguments in these are read: include paths, certificates, sockets, interpreters.
const system = /^\/(?:usr|bin|sbin|lib\w*|opt|etc|proc|sys|dev|run|nix)(?:\/|$)/;

/**
 * Why places may not be written, or null when they may.
 * @param {Word[]} words
 * @param {From} from
 * @returns {string | null}
 */
export function judgeWrites(words, from) {
  return first(words, ({ text, unknownAt, isPattern }) => {
    if (unknownAt === 0)
      return `The fence of this session cannot tell where a command writes. Write the path out, below ${from.roots.join(' or ')}.`;
    const known = unknownAt === null ? text : text.slice(0, unknownAt);
    if (devices.test(known)) return null;
    return judgePath(known, from) ?? first(isPattern ? filesLike(known, from.cwd) : [], (path) => judgePath(path, from));
  });
}

/**
 * Why places may not be removed or moved away, or null when they may: a link goes itself, not what it leads to.
 * @param {Word[]} words
 * @param {From} from
 * @returns {string | null}
 */
export const judgeRemovals = (words, from) =>
  first(words, (word) => {
    const path = resolve(from.cwd, expandHome(word.text));
    const isLink =
      word.unknownAt === null &&
      !/(?:^|\/)\.{0,2}$/.test(word.text) &&
      lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink ? judgePath(join(realPlace(dirname(path)), `${basename(path)}-itself`), from) : judgeWrites([word], from);
  });

/**
 * Why arguments may not be given to a program of which nothing is known, or null when they may: those that lead outside, but for
 * the system's own folders. A session that only reads may name anything.
 * @param {Word[]} words
 * @param {From} from
 * @returns {string | null}
 */
export const judgeGuesses = (words, from) =>
  first(from.roots.length === 0 ? [] : words.flatMap(placesIn), ({ text, unknownAt, isPattern }) => {
    const known = unknownAt === null ? text : text.slice(0, unknownAt);
    return first(isPattern ? [known, ...filesLike(known, from.cwd)] : [known], (one) => judgeGuess(one, from));
  });

/** @param {string} text @param {From} from @returns {string | null} */
function judgeGuess(text, from) {
  const path = resolve(from.cwd, expandHome(text));
  const real = text === '' || text.length > 4096 ? from.cwd : placeOf(path);
  const isPlace = path === homedir() || existsSync(join(sep, path.split(sep)[1] ?? ''));
  if (!isPlace || path === sep || system.test(real) || from.roots.some((root) => real === root || real.startsWith(root + sep)))
    return null;
  return judgePath(text, from);
}

/** @param {string} path */
function placeOf(path) {
  try {
    return realPlace(path);
  } catch {
    return path;
  }
}

/** @template T @param {T[]} list @param {(one: T) => string | null} judge @returns {string | null} */
function first(list, judge) {
  for (const one of list) {
    const refusal = judge(one);
    if (refusal !== null) return refusal;
  }
  return null;
}
