import { cutWord, optionValues } from './option-values.mjs';
import { programOf } from './programs.mjs';

/** @typedef {import('./word.mjs').Word} Word */

/**
 * What arguments lead to: `writes` are places that a program writes, `removes` those whose own name it takes away, and `guesses`
 * those that a program of which nothing is known may write.
 * @typedef {{ writes: Word[], removes: Word[], guesses: Word[] }} Places
 */

/**
 * The places that a command may write by its arguments.
 * @param {string} name
 * @param {Word[]} args
 * @returns {Places}
 */
export function writtenPlaces(name, args) {
  const special = specials[name];
  if (special) return { writes: [], removes: [], guesses: [], ...special(args) };
  const { kind, outputs = [], folders = [], inputs = [] } = programOf(name);
  const { values, plain } = optionValues(args, [...outputs, ...folders], inputs);
  const hasFolder = folders.length > 0 && optionValues(args, folders, inputs).values.length > 0;
  const removes =
    name === 'rm' || name === 'unlink' || name === 'mv' ? plain.slice(0, name === 'mv' && !hasFolder ? -1 : undefined) : [];
  const chosen = choose(kind, plain, hasFolder).filter((word) => !removes.includes(word));
  return { writes: [...values, ...chosen], removes, guesses: guess(kind, args, [...outputs, ...folders, ...inputs]) };
}

/** @param {import('./programs.mjs').Kind} kind @param {Word[]} plain @param {boolean} hasFolder @returns {Word[]} */
function choose(kind, plain, hasFolder) {
  if (kind === 'writes') return plain;
  if (kind === 'first') return plain.slice(0, 1);
  if (kind === 'last') return hasFolder ? [] : plain.slice(-1);
  return [];
}

/** @param {import('./programs.mjs').Kind} kind @param {Word[]} args @param {string[]} known @returns {Word[]} */
function guess(kind, args, known) {
  if (kind === 'script') {
    const first = args.findIndex(({ text }) => !text.startsWith('-'));
    return first < 0 ? [] : args.slice(first + 1);
  }
  if (kind !== 'guess') return [];
  const others = args.filter(
    (_, at) => optionValues(args.slice(Math.max(0, at - 1), at + 1), known).plain.length > 0 || isFlag(args[at], known),
  );
  return others;
}

/** Whether a word is an option that is not one of these. @param {Word | undefined} word @param {string[]} known */
const isFlag = (word, known) =>
  word !== undefined && word.text.startsWith('-') && optionValues([word, word], known).values.length === 0;

/** Programs whose arguments have a form of their own. @type {Record<string, (args: Word[]) => Partial<Places>>} */
const specials = {
  sed: (args) => {
    const isInPlace = args.some(({ text }) => /^(?:-[A-Za-z]*i|--in-place)/.test(text));
    const { values, plain } = optionValues(args, ['-e', '-f', '--expression', '--file']);
    return { writes: isInPlace ? plain.slice(values.length > 0 ? 0 : 1) : [] };
  },
  dd: (args) => ({ writes: args.filter(({ text }) => text.startsWith('of=')).map((word) => cutWord(word, 3)) }),
  find: (args) => {
    const first = args.findIndex(({ text }) => /^[-(!]/.test(text));
    const changes = args.some(({ text }) => text === '-delete');
    const outputs = args.filter((_, at) => /^-f(?:print0?|ls|printf)$/.test(args[at - 1]?.text ?? ''));
    return { writes: [...(changes ? args.slice(0, first) : []), ...outputs] };
  },
  tar: (args) => {
    const isMaking = args.some(
      ({ text }, at) =>
        /^(?:--(?:create|append|update)|-?[a-zA-Z]*[cru][a-zA-Z]*)$/.test(text) && (at === 0 || text.startsWith('-')),
    );
    const { values, plain } = optionValues(args, ['-C', '--directory', '--one-top-level', ...(isMaking ? ['-f', '--file'] : [])]);
    const isBundled = isMaking && /^[a-z]+$/.test(args[0]?.text ?? '') && (args[0]?.text ?? '').includes('f');
    return { writes: [...values, ...(isBundled ? plain.slice(1, 2) : [])] };
  },
};
