import { optionValues } from './option-values.mjs';

/** @typedef {import('./word.mjs').Word} Word */

/**
 * Programs that run the command that follows them: their options that take a value, how many words stand before the command, and
 * options that name a place which is written or gone to.
 * @type {Record<string, { values?: string[], before?: number, outputs?: string[], enters?: string[] }>}
 */
const wrappers = {
  env: { values: ['-u', '--unset'], enters: ['-C', '--chdir'] },
  timeout: { values: ['-k', '--kill-after', '-s', '--signal'], before: 1 },
  nice: { values: ['-n', '--adjustment'] },
  ionice: { values: ['-c', '-n'] },
  chrt: { before: 1 },
  taskset: { before: 1 },
  stdbuf: { values: ['-i', '-o', '-e', '--input', '--output', '--error'] },
  time: { values: ['-f', '--format'], outputs: ['-o', '--output'] },
  strace: { values: ['-e', '-p', '-s'], outputs: ['-o'] },
  flock: { values: ['-w', '-E'], before: 1 },
  watch: { values: ['-n', '--interval'] },
  exec: { values: ['-a'] },
  xargs: { values: ['-I', '-n', '-P', '-L', '-d', '-a', '-s', '-E'] },
};
const plain = 'command builtin nohup setsid coproc busybox then do else elif if while until ! { xvfb-run caffeinate unbuffer';
for (const name of plain.split(' ')) wrappers[name] = {};

/**
 * The command that a wrapper runs, with the places that the wrapper writes and goes to; null for every other program.
 * @param {string} name
 * @param {Word[]} args
 * @returns {{ command: Word[], writes: Word[], enters: Word[] } | null}
 */
export function unwrap(name, args) {
  const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
  if (!wrapper) return null;
  const { values = [], before = 0, outputs = [], enters = [] } = wrapper;
  const own = [...values, ...outputs, ...enters];
  let at = 0;
  while (args[at]?.text.startsWith('-') && args[at]?.text !== '--') {
    const { plain: left } = optionValues(args.slice(at, at + 2), own);
    at += left.length === 0 && takesNext(args[at], own) ? 2 : 1;
  }
  const options = args.slice(0, at);
  if (args[at]?.text === '--') at += 1;
  return {
    command: args.slice(at + before),
    writes: optionValues(options, outputs, [...values, ...enters]).values,
    enters: optionValues(options, enters, [...values, ...outputs]).values,
  };
}

/** @param {Word | undefined} word @param {string[]} names */
const takesNext = (word, names) =>
  word !== undefined &&
  optionValues([word, { text: '/', unknownAt: null, isPattern: false }], names).values.some(({ text }) => text === '/');
