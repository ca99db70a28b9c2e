import { cutWord } from './option-values.mjs';

/** @typedef {import('./word.mjs').Word} Word */

/**
 * The parts of an argument that may name a place: `-I/usr`, `--out=/tmp`, `a=/tmp`, `/a:/b`. An address has none.
 * @param {Word} word
 * @returns {Word[]}
 */
export function placesIn(word) {
  if (/^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(word.text)) return [];
  const glued = /^-{1,2}[\w-]*?=?(?=\/|~|\.\.?(?:\/|$))/.exec(word.text);
  const start = glued ? cutWord(word, glued[0].length) : word;
  if (/\s/.test(start.text)) return [start];
  const parts = [start];
  for (const { index } of start.text.matchAll(/[:,=]/g)) parts.push(cutWord(start, index + 1));
  return parts.map((part) => ({ ...part, text: part.text.split(/[:,=]/, 1)[0] ?? '' }));
}
