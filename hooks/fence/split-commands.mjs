// Reads a shell command far enough to see what it runs and where it writes: words, redirections, substitutions, here-documents.
import { closing, substitution } from './substitution.mjs';
import { isAssignment, toWord, toWords } from './word.mjs';

/** @typedef {import('./word.mjs').Word} Word */
/** @typedef {import('./word.mjs').Cell} Cell */

/**
 * A simple command: its words, the places that it is redirected to, the sources of its substitutions, the text of its
 * here-documents, in how many subshells it stands, and whether it reads what the one before it prints.
 * @typedef {{ words: Word[], writes: Word[], nested: string[], input: string, depth: number, isPiped: boolean }} Command
 */

/**
 * Splits a command into its simple commands. Null when quotes or parentheses do not close.
 * @param {string} source
 * @param {Record<string, string | undefined>} variables what is known; assignments in the source are added
 * @returns {Command[] | null}
 */
export const splitCommands = (source, variables) => new Splitter(source, variables).split();

/** The variables that hold, or lead to, what a substitution prints. @type {Record<string, string>} */
const printed = { pwd: 'PWD', mktemp: 'TMPDIR', 'mktemp -d': 'TMPDIR' };

class Splitter {
  /** @param {string} source @param {Record<string, string | undefined>} variables */
  constructor(source, variables) {
    this.source = source;
    this.variables = variables;
    this.at = 0;
    this.depth = 0;
    this.isPiped = false;
    /** @type {Command[]} */
    this.commands = [];
    this.command = this.begin();
    /** @type {Cell[] | null} */
    this.word = null;
    /** @type {'word' | 'write' | 'read' | 'here' | 'text'} */
    this.role = 'word';
    /** @type {{ end: string, command: Command }[]} */
    this.heres = [];
  }

  split() {
    while (this.at < this.source.length) if (!this.step()) return null;
    this.endCommand();
    return this.commands;
  }

  /** Reads what stands here; false when it does not close. */
  step() {
    const char = this.source[this.at] ?? '';
    const pair = this.source.slice(this.at, this.at + 2);
    if (char === '\\') return this.readEscaped();
    if (char === "'") return this.readQuoted();
    if (char === '"') return this.readDoubleQuoted();
    if (char === '$' || char === '`') return this.readExpansion(false);
    if (char === '\n') return this.readLineEnd();
    if (char === '#' && this.word === null) return this.readComment();
    if (pair === '<(' || pair === '>(') return this.readProcess();
    if (char === '<' || char === '>' || pair === '&>') return this.readRedirection();
    if (';&|()'.includes(char)) return this.readOperator(char, pair);
    if (char === ' ' || char === '\t') this.endWord();
    else this.add(char, false);
    this.at += 1;
    return true;
  }

  readEscaped() {
    const next = this.source[this.at + 1] ?? '';
    if (next !== '\n') this.add(next, true);
    this.at += 2;
    return true;
  }

  readQuoted() {
    const close = this.source.indexOf("'", this.at + 1);
    if (close < 0) return false;
    this.add(this.source.slice(this.at + 1, close), true);
    this.at = close + 1;
    return true;
  }

  readDoubleQuoted() {
    this.add('', true);
    this.at += 1;
    while (this.source[this.at] !== '"') {
      const char = this.source[this.at];
      if (char === undefined) return false;
      if (char === '\\') this.readEscaped();
      else if (char !== '$' && char !== '`') {
        this.add(char, true);
        this.at += 1;
      } else if (!this.readExpansion(true)) return false;
    }
    this.at += 1;
    return true;
  }

  /** @param {boolean} isQuoted */
  readExpansion(isQuoted) {
    const inner = substitution(this.source, this.at);
    if (inner === null) return false;
    if (inner.source !== null) this.command.nested.push(inner.source);
    const name = printed[inner.source?.trim() ?? ''] ?? inner.name;
    const value = inner.literal ? '$' : name === null ? undefined : this.variables[name];
    if (value === undefined) this.addUnknown();
    else if (isQuoted) this.add(value, true);
    else this.addSplit(value);
    this.at = inner.end;
    return true;
  }

  readLineEnd() {
    this.endCommand();
    this.at += 1;
    for (const { end, command } of this.heres) this.readHere(end, command);
    this.heres = [];
    return true;
  }

  /** @param {string} end @param {Command} command */
  readHere(end, command) {
    while (this.at < this.source.length) {
      const line = this.source.slice(this.at).split('\n', 1)[0] ?? '';
      if (line.replace(/^\t+/, '') === end) {
        this.at += line.length;
        return;
      }
      command.input += `${line}\n`;
      this.at += line.length + 1;
    }
  }

  readComment() {
    const line = this.source.indexOf('\n', this.at);
    this.at = line < 0 ? this.source.length : line;
    return true;
  }

  readProcess() {
    const close = closing(this.source, this.at + 1);
    if (close < 0) return false;
    this.command.nested.push(this.source.slice(this.at + 2, close));
    this.addUnknown();
    this.at = close + 1;
    return true;
  }

  readRedirection() {
    if (this.word !== null && /^\d+$/.test(toWord(this.word).text)) this.word = null;
    this.endWord();
    const operator = /^(?:<<<|<<-?|<>|<|&>>?|>[>|]?)/.exec(this.source.slice(this.at))?.[0] ?? '>';
    this.at += operator.length;
    const roles = { '<<<': 'text', '<<': 'here', '<<-': 'here', '<': 'read' };
    this.role = /** @type {typeof this.role} */ (roles[/** @type {keyof typeof roles} */ (operator)] ?? 'write');
    const descriptor = /^&(?:\d+|-)/.exec(this.source.slice(this.at));
    if (descriptor) this.role = 'word';
    this.at += descriptor ? descriptor[0].length : this.source[this.at] === '&' ? 1 : 0;
    return true;
  }

  /** @param {string} char @param {string} pair */
  readOperator(char, pair) {
    if (char === '(') this.depth += 1;
    this.endCommand();
    if (char === ')') this.depth = Math.max(0, this.depth - 1);
    this.isPiped = char === '|' && pair !== '||';
    this.at += pair === '||' || pair === '|&' || pair === '&&' ? 2 : 1;
    this.command = this.begin();
    return true;
  }

  /** @param {string} text @param {boolean} isQuoted */
  add(text, isQuoted) {
    this.word ??= [];
    for (const char of text) this.word.push({ char, isQuoted });
  }

  addUnknown() {
    this.word ??= [];
    this.word.push({ char: '', isQuoted: true });
  }

  /** The value of a variable without quotes becomes several words. @param {string} value */
  addSplit(value) {
    value.split(/\s+/).forEach((part, index) => {
      if (index > 0) this.endWord();
      if (part !== '') this.add(part, true);
    });
  }

  endWord() {
    if (this.word === null) return;
    const word = toWord(this.word);
    if (this.role === 'write') this.command.writes.push(word);
    if (this.role === 'here') this.heres.push({ end: word.text, command: this.command });
    if (this.role === 'text') this.command.input += word.text;
    if (this.role === 'word') this.command.words.push(...(this.assign(word) ? [word] : toWords(this.word)));
    this.word = null;
    this.role = 'word';
  }

  /** Notes a variable that a word sets; whether it sets one. @param {Word} word */
  assign(word) {
    const assigned = /^([A-Za-z_]\w*)=([^]*)$/.exec(word.text);
    const [first, ...others] = this.command.words.filter((one) => !isAssignment(one));
    const isSetting = others.length === 0 && (!first || /^(?:export|local|declare|readonly)$/.test(first.text));
    if (!assigned || !isSetting) return false;
    this.variables[assigned[1] ?? ''] = word.unknownAt === null ? assigned[2] : undefined;
    return true;
  }

  /** The variable of a loop stands for the word that leads farthest. @param {Word[]} words */
  loop([, name, , ...values]) {
    const farthest = values.find(({ text }) => /^[/~]|(?:^|\/)\.\.(?:\/|$)/.test(text)) ?? values[0];
    if (name) this.variables[name.text] = values.every(({ unknownAt }) => unknownAt === null) ? farthest?.text : undefined;
  }

  endCommand() {
    this.endWord();
    const { words, writes, nested } = this.command;
    if (words[0]?.text === 'for') this.loop(words);
    if (words.length + writes.length + nested.length > 0) {
      this.commands.push(this.command);
      this.isPiped = false;
    }
    this.command = this.begin();
  }

  /** @returns {Command} */
  begin() {
    return { words: [], writes: [], nested: [], input: '', depth: this.depth, isPiped: this.isPiped };
  }
}
