/**
 * A word of a command: its text with quotes removed, where in it the first part stands that only the shell can know (a variable
 * that is not set here, a substitution) or null when all of it is known, and whether the shell looks for files by it.
 * @typedef {{ text: string, unknownAt: number | null, isPattern: boolean }} Word
 */

/**
 * One character as the shell sees it; what only the shell can know is a cell without one.
 * @typedef {{ char: string, isQuoted: boolean }} Cell
 */

/** Whether a word before the program of a command sets a variable. @param {Word} word */
export const isAssignment = (word) => /^[A-Za-z_]\w*\+?=/.test(word.text);

/**
 * The words that the shell makes of one, its braces expanded.
 * @param {Cell[]} cells
 * @returns {Word[]}
 */
export const toWords = (cells) => expandBraces(cells).map(toWord);

/** @param {Cell[]} cells @returns {Word} */
export function toWord(cells) {
  const unknown = cells.findIndex(({ char }) => char === '');
  return {
    text: cells.map(({ char }) => char).join(''),
    unknownAt: unknown < 0 ? null : unknown,
    isPattern: cells.some(({ char, isQuoted }) => !isQuoted && '*?['.includes(char) && char !== ''),
  };
}

/** @param {Cell[]} cells @returns {Cell[][]} */
function expandBraces(cells) {
  for (let open = 0; open < cells.length; open += 1) {
    const found = is(cells[open], '{') ? readBrace(cells, open) : null;
    if (found === null) continue;
    const [before, after] = [cells.slice(0, open), cells.slice(found.end)];
    return found.parts.flatMap((part) => expandBraces([...before, ...part, ...after]));
  }
  return [cells];
}

/** @param {Cell[]} cells @param {number} open @returns {{ parts: Cell[][], end: number } | null} */
function readBrace(cells, open) {
  /** @type {Cell[][]} */
  const parts = [];
  let from = open + 1;
  for (let at = from, depth = 1; at < cells.length; at += 1) {
    if (is(cells[at], '{')) depth += 1;
    if (is(cells[at], '}')) depth -= 1;
    if (depth > 1 || (depth === 1 && !is(cells[at], ','))) continue;
    parts.push(cells.slice(from, at));
    from = at + 1;
    if (depth === 0) return parts.length > 1 ? { parts, end: from } : null;
  }
  return null;
}

/** @param {Cell | undefined} cell @param {string} char */
const is = (cell, char) => cell !== undefined && !cell.isQuoted && cell.char === char;
