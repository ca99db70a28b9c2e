// A shell command can hide what it writes (`node -e …`), so this is no sandbox: it refuses what sessions do by mistake.
import { basename, resolve } from 'node:path';
import { enterFolder } from './enter-folder.mjs';
import { judgeGit } from './judge-git.mjs';
import { judgeGuesses, judgeRemovals, judgeWrites } from './judge-places.mjs';
import { optionValues } from './option-values.mjs';
import { programOf } from './programs.mjs';
import { refusedProgram } from './refused-programs.mjs';
import { splitCommands } from './split-commands.mjs';
import { isAssignment } from './word.mjs';
import { unwrap } from './wrappers.mjs';
import { writtenPlaces } from './written-places.mjs';

/** @typedef {import('./word.mjs').Word} Word */
/** @typedef {import('./split-commands.mjs').Command} Command */
/** Where a command stands: `fed` are the words of what feeds it through a pipe, `input` the text that it reads.
 * @typedef {{ cwd: string, roots: string[], variables: Record<string, string | undefined>, nesting: number, fed: Word[], input: string }} From */

const mostNesting = 8;

/**
 * Why a command may not run, or null when it may.
 * @param {string} source
 * @param {{ cwd: string, roots: string[] }} from
 * @returns {string | null}
 */
export const judgeCommand = (source, { cwd, roots }) =>
  judgeScript(source, { cwd, roots, variables: { ...process.env, PWD: cwd }, nesting: 0, fed: [], input: '' });

/** @param {string} source @param {From} from @returns {string | null} */
function judgeScript(source, from) {
  const commands = from.nesting < mostNesting ? splitCommands(source, from.variables) : null;
  if (commands === null) return 'The fence of this session cannot read this command. Write it as simpler commands.';
  /** @type {string[]} */
  const places = [];
  let depth = 0;
  for (const command of commands) {
    for (; depth < command.depth; depth += 1) places.push(from.cwd);
    for (; depth > command.depth; depth -= 1) from.cwd = places.pop() ?? from.cwd;
    from.fed = command.isPiped ? from.fed : [];
    from.input = command.input;
    const refusal = judgeSimple(command, from);
    if (refusal) return refusal;
    from.fed = [...from.fed, ...command.words];
  }
  return null;
}

/** @param {Command} command @param {From} from @returns {string | null} */
function judgeSimple({ words, writes, nested }, from) {
  for (const source of nested) {
    const refusal = judgeNested(source, from);
    if (refusal) return refusal;
  }
  return judgeWrites(writes, from) ?? judgeWords(words, from);
}

/** Judges what runs in a shell of its own. @param {string} source @param {From} from */
const judgeNested = (source, from) =>
  judgeScript(source, { ...from, variables: { ...from.variables }, nesting: from.nesting + 1 });

/** @param {Word[]} all @param {From} from @returns {string | null} */
function judgeWords(all, from) {
  const start = all.findIndex((word) => !isAssignment(word));
  const [program, ...args] = start < 0 ? [] : all.slice(start);
  if (all.slice(0, start < 0 ? undefined : start).some(({ text }) => /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|INDEX_FILE)=/.test(text)))
    return 'This session may not point git elsewhere. Use git in your worktree only.';
  if (!program) return null;
  const name = basename(program.text);
  const texts = args.map(({ text }) => text);
  const refusal = refusedProgram(name, texts);
  if (refusal) return refusal;
  const wrapped = unwrap(name, args);
  if (wrapped) return judgeWrapped(name, wrapped, from);
  if (name === 'cd' || name === 'pushd') return enterFolder(args.at(-1), from);
  if (name === 'git') return judgeGit(args, from);
  if (name === 'eval') return judgeScript(texts.join(' '), { ...from, nesting: from.nesting + 1 });
  if (name === 'trap') return judgeNested(texts[0] ?? '', from);
  if (name === 'find') return judgeFound(args, from) ?? judgePlaces(name, args, from);
  return judgeShell(name, texts, from) ?? judgePlaces(name, args, from);
}

/** @param {string} name @param {Word[]} args @param {From} from @returns {string | null} */
function judgePlaces(name, args, from) {
  const { writes, removes, guesses } = writtenPlaces(name, args);
  return (
    judgeWrites(writes, from) ??
    judgeRemovals(removes, from) ??
    judgeGuesses(guesses, from) ??
    (programOf(name).kind === 'links' ? judgeLink(args, from) : null)
  );
}

/** @param {string} name @param {{ command: Word[], writes: Word[], enters: Word[] }} wrapped @param {From} from @returns {string | null} */
function judgeWrapped(name, { command, writes, enters }, from) {
  const inner = enters.length > 0 ? { ...from } : from;
  for (const folder of enters) {
    const refusal = enterFolder(folder, inner);
    if (refusal) return refusal;
  }
  const isReader = programOf(basename(command[0]?.text ?? 'echo')).kind === 'reads';
  const given = name === 'xargs' && !isReader ? judgeGuesses(from.fed.slice(1), from) : null;
  return judgeWrites(writes, from) ?? given ?? judgeWords(command, inner);
}

/** What a shell is told to run: after `-c`, by its input, or by an echo that feeds it. @param {string} name @param {string[]} texts @param {From} from */
function judgeShell(name, texts, from) {
  if (!/^(?:ba|da|k|z)?sh$/.test(name)) return null;
  const flag = texts.findIndex((text) => /^-\w*c$/.test(text));
  if (flag >= 0) return judgeNested(texts[flag + 1] ?? '', from);
  if (texts.some((text) => !text.startsWith('-'))) return null;
  const [feeder, ...said] = from.fed.map(({ text }) => text);
  const isSaid = feeder === 'echo' || feeder === 'printf';
  return judgeNested(`${from.input}\n${isSaid ? said.join(' ') : ''}`, from);
}

/** What `find` runs on each file, which lies below the folders that it starts from. @param {Word[]} args @param {From} from */
function judgeFound(args, from) {
  const at = args.findIndex(({ text }) => /^-(?:exec|execdir|ok|okdir)$/.test(text));
  if (at < 0) return null;
  const starts = args.slice(
    0,
    args.findIndex(({ text }) => /^[-(!]/.test(text)),
  );
  const command = args.slice(at + 1).filter(({ text }) => text !== ';' && text !== '+');
  for (const start of starts.length > 0 ? starts : [{ text: '.', unknownAt: null, isPattern: false }]) {
    const refusal = judgeWords(
      command.map((word) => (word.text === '{}' ? start : word)),
      from,
    );
    if (refusal) return refusal;
  }
  return null;
}

/** A link may be written through by the next command, so it may not lead outside. @param {Word[]} args @param {From} from */
function judgeLink(args, from) {
  const { values, plain } = optionValues(args, ['-t', '--target-directory']);
  const name = values[0] ?? (plain.length > 1 ? plain.at(-1) : undefined);
  const targets = values.length > 0 || plain.length < 2 ? plain : plain.slice(0, -1);
  const refusal = name ? judgeRemovals([name], from) : null;
  if (refusal) return refusal;
  const isSoft = args.some(({ text }) => /^(?:-[A-Za-z]*s|--symbolic)/.test(text));
  const place =
    name && isSoft ? resolve(from.cwd, name.text, values.length > 0 || name.text.endsWith('/') ? '.' : '..') : from.cwd;
  return judgeGuesses(targets, { ...from, cwd: place }) ?? null;
}
