// A shell command can hide what it writes (`node -e …`), so this is no sandbox: it refuses what sessions do by mistake.
import { basename, resolve } from 'node:path';
import { judgeGit } from './judge-git.mjs';
import { expandHome, isWithin, judgePath, realPlace } from './judge-path.mjs';
import { isAssignment, splitCommands } from './split-commands.mjs';

/** @typedef {import('./split-commands.mjs').Word} Word */
/** @typedef {{ cwd: string, roots: string[], variables: Record<string, string | undefined> }} From */

const writesAll = new Set([
  'rm',
  'rmdir',
  'mkdir',
  'touch',
  'truncate',
  'chmod',
  'chown',
  'mv',
  'tee',
  'shred',
  'unlink',
  'mkfifo',
]);
const writesLast = new Set(['cp', 'ln', 'install', 'rsync', 'scp']);
/** Options whose value is a place that is written. @type {Record<string, RegExp>} */
const writesOption = {
  curl: /^(?:-o|--output|--output-dir)$/,
  wget: /^(?:-O|-P|--output-document|--directory-prefix)$/,
  tar: /^(?:-C|--directory)$/,
  unzip: /^-d$/,
  npm: /^(?:-C|--prefix)$/,
  make: /^(?:-C|--directory)$/,
};
const wrappers = new Set([
  'env',
  'command',
  'exec',
  'nohup',
  'time',
  'nice',
  'xargs',
  'then',
  'do',
  'else',
  'if',
  'while',
  'until',
  '!',
  '{',
]);
const othersToo = 'It would end processes of other sessions. End what you started by its process id.';
/** Programs that a session may not run at all. @type {Record<string, string>} */
const refused = {
  pkill: othersToo,
  killall: othersToo,
  fuser: othersToo,
  sudo: 'Work without it.',
  doas: 'Work without it.',
  su: 'Work without it.',
};
const devices = /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/;
const maxDepth = 8;

/**
 * Why a command may not run, or null when it may.
 * @param {string} source
 * @param {{ cwd: string, roots: string[] }} from
 * @returns {string | null}
 */
export const judgeCommand = (source, { cwd, roots }) =>
  judgeScript(source, { cwd, roots, variables: { ...process.env, PWD: cwd } }, 0);

/** @param {string} source @param {From} from @param {number} depth @returns {string | null} */
function judgeScript(source, from, depth) {
  const script = depth < maxDepth ? splitCommands(source, from.variables) : null;
  if (script === null) return 'The fence of this session cannot read this command. Write it as simpler commands.';
  for (const nested of script.nested) {
    const refusal = judgeScript(nested, { ...from, variables: { ...from.variables } }, depth + 1);
    if (refusal) return refusal;
  }
  const inside = { ...from };
  for (const { words, writes } of script.commands) {
    const refusal = firstRefusal(writes, inside) ?? judgeWords(words, inside, depth);
    if (refusal) return refusal;
  }
  return null;
}

/** @param {Word[]} all @param {From} from @param {number} depth @returns {string | null} */
function judgeWords(all, from, depth) {
  const first = all.findIndex((word) => !isAssignment(word));
  const words = first < 0 ? [] : all.slice(first);
  const leading = all.slice(0, all.length - words.length);
  if (leading.some((word) => /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|INDEX_FILE)=/.test(word.text))) {
    return 'This session may not point git elsewhere. Use git in your worktree only.';
  }
  const [program, ...args] = words;
  if (!program) return null;
  const name = basename(program.text);
  const texts = args.map((word) => word.text);
  if (wrappers.has(name)) return judgeWords(afterOptions(args), from, depth);
  if (name === 'timeout') return judgeWords(afterOptions(args).slice(1), from, depth);
  if (refused[name]) return `This session may not run ${name}. ${refused[name]}`;
  if (name === 'kill' && texts.at(-1) === '-1') return `This session may not run kill -1. ${othersToo}`;
  if (name === 'cd' || name === 'pushd') return enter(args.at(-1), from);
  if (name === 'git') return judgeGit(texts, from);
  if (name === 'for') return judgeLoop(args, from);
  if (name === 'eval') return judgeScript(texts.join(' '), from, depth + 1);
  if (/^(?:ba|da|k|z)?sh$/.test(name)) {
    const flag = texts.findIndex((text) => /^-\w*c$/.test(text));
    return flag < 0 ? null : judgeScript(texts[flag + 1] ?? '', { ...from, variables: { ...from.variables } }, depth + 1);
  }
  return firstRefusal(written(name, args), from);
}

/** The words of a command that name a place it writes. @param {string} name @param {Word[]} args @returns {Word[]} */
function written(name, args) {
  const plain = args.filter((word) => !word.text.startsWith('-'));
  if (writesAll.has(name)) return plain;
  if (writesLast.has(name)) return plain.slice(-1);
  if ((name === 'sed' || name === 'perl') && args.some((word) => /^-\w*i|^--in-place/.test(word.text))) {
    return args.some((word) => /^(?:-\w*e|--expression)/.test(word.text)) ? plain : plain.slice(1);
  }
  if (name === 'dd') return plain.filter((word) => word.text.startsWith('of=')).map(valueOf);
  if (name === 'find' && args.some((word) => /^-(?:delete|exec|execdir|ok)$/.test(word.text))) {
    return args.slice(
      0,
      args.findIndex((word) => word.text.startsWith('-')),
    );
  }
  const option = writesOption[name];
  return option ? args.filter((_, index) => option.test(args[index - 1]?.text ?? '')) : [];
}

/** What follows the `=` of a word. @param {Word} word @returns {Word} */
function valueOf({ text, unknownAt }) {
  const from = text.indexOf('=') + 1;
  return { text: text.slice(from), unknownAt: unknownAt === null ? null : unknownAt - from };
}

/** @param {Word[]} words @param {From} from @returns {string | null} */
function firstRefusal(words, from) {
  for (const { text, unknownAt } of words) {
    if (unknownAt === 0)
      return `The fence of this session cannot tell where a command writes. Write the path out, below ${from.roots.join(' or ')}.`;
    const known = unknownAt === null ? text : text.slice(0, unknownAt);
    if (devices.test(known)) continue;
    const refusal = judgePath(known, from);
    if (refusal) return refusal;
  }
  return null;
}

/** Follows `cd`, so that what comes after it is judged from there; a session that only reads may go anywhere. @param {Word | undefined} word @param {From} from */
function enter(word, from) {
  const target = word === undefined ? '~' : word.text;
  const place = realPlace(resolve(from.cwd, expandHome(target)));
  const isElsewhere = from.roots.length > 0 && !from.roots.some((root) => isWithin(place, root));
  if ((word && word.unknownAt !== null) || target === '-' || isElsewhere) {
    return `This session stays in its worktree (${from.roots.join(', ')}), so it may not cd to ${target}. Name other files by their paths when you read them.`;
  }
  from.cwd = place;
  return null;
}

/** A loop's variable may be written to when each of its words may. @param {Word[]} args @param {From} from */
function judgeLoop([name, , ...values], from) {
  const isInside = values.length > 0 && values.every((word) => word.unknownAt === null && judgePath(word.text, from) === null);
  if (name && isInside) from.variables[name.text] = values[0]?.text;
  return null;
}

/** @param {Word[]} words */
function afterOptions(words) {
  const first = words.findIndex((word) => !word.text.startsWith('-'));
  return first < 0 ? [] : words.slice(first);
}
