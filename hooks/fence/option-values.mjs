/** @typedef {import('./word.mjs').Word} Word */

/**
 * The values that named options have among arguments, however they are spelled: `-t /x`, `-t/x`, `-xt/x`, `--to /x`, `--to=/x`.
 * `plain` is what is left: neither an option nor a value of one of these.
 * @param {Word[]} args
 * @param {readonly string[]} names
 * @param {readonly string[]} others options that take a value too, which is left out of `plain`
 * @returns {{ values: Word[], plain: Word[] }}
 */
export function optionValues(args, names, others = []) {
  /** @type {Word[]} */
  const values = [];
  /** @type {Word[]} */
  const plain = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (!word) continue;
    if (word.text === '--') return { values, plain: [...plain, ...args.slice(at + 1)] };
    if (!word.text.startsWith('-') || word.text === '-') {
      plain.push(word);
      continue;
    }
    const wanted = valueOf(word, names);
    const value = wanted === 'next' ? args[(at += 1)] : wanted;
    if (value) values.push(value);
    if (wanted === null && valueOf(word, others) === 'next') at += 1;
  }
  return { values, plain };
}

/**
 * What an option of these names says: a value of its own, the next argument, or nothing as it is another option.
 * @param {Word} word
 * @param {readonly string[]} names
 * @returns {Word | 'next' | null}
 */
function valueOf(word, names) {
  for (const name of names) {
    if (word.text === name) return 'next';
    if (name.startsWith('--')) {
      if (word.text.startsWith(`${name}=`)) return cutWord(word, name.length + 1);
    } else if (!word.text.startsWith('--')) {
      const letters = /^-[A-Za-z0-9]*/.exec(word.text)?.[0] ?? '';
      const at = name.length === 2 ? letters.indexOf(name.slice(1), 1) : word.text.startsWith(name) ? 1 : -1;
      if (at < 0) continue;
      const from = at + name.length - 1;
      return from === word.text.length && word.unknownAt === null
        ? 'next'
        : cutWord(word, from + (word.text[from] === '=' ? 1 : 0));
    }
  }
  return null;
}

/**
 * A word without its first characters.
 * @param {Word} word
 * @param {number} from
 * @returns {Word}
 */
export const cutWord = ({ text, unknownAt, isPattern }, from) => ({
  text: text.slice(from),
  unknownAt: unknownAt === null ? null : Math.max(0, unknownAt - from),
  isPattern,
});
