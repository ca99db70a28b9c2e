// Reads a shell command far enough to see what it runs and where it writes: words, redirections, substitutions, here-documents.

/**
 * A word of a command: its text with quotes removed, and where in it the first part stands that only the shell can know
 * (a variable that is not set here, a substitution), or null when all of it is known.
 * @typedef {{ text: string, unknownAt: number | null }} Word
 * @typedef {{ words: Word[], writes: Word[] }} Command
 * @typedef {{ commands: Command[], nested: string[] }} Script
 */

/**
 * Splits a command into its simple commands; `nested` holds the sources of its substitutions. Null when quotes or parentheses
 * do not close.
 * @param {string} source
 * @param {Record<string, string | undefined>} variables what is known; assignments in the source are added
 * @returns {Script | null}
 */
export function splitCommands(source, variables) {
  /** @type {Script} */
  const script = { commands: [], nested: [] };
  /** @type {Command} */
  let command = { words: [], writes: [] };
  /** @type {Word | null} */
  let word = null;
  /** @type {'word' | 'write' | 'read' | 'here'} */
  let role = 'word';
  /** @type {string[]} */
  let hereEnds = [];
  let at = 0;

  const endWord = () => {
    if (word === null) return;
    if (role === 'write') command.writes.push(word);
    if (role === 'here') hereEnds.push(word.text);
    if (role === 'word') {
      const assigned = /^([A-Za-z_]\w*)=([^]*)$/.exec(word.text);
      if (assigned && command.words.every(isAssignment) && word.unknownAt === null) variables[assigned[1] ?? ''] = assigned[2];
      command.words.push(word);
    }
    word = null;
    role = 'word';
  };
  const endCommand = () => {
    endWord();
    if (command.words.length + command.writes.length > 0) script.commands.push(command);
    command = { words: [], writes: [] };
  };
  /** @param {string} text */
  const add = (text) => {
    word ??= { text: '', unknownAt: null };
    word.text += text;
  };
  const addUnknown = () => {
    word ??= { text: '', unknownAt: null };
    word.unknownAt ??= word.text.length;
  };
  /** Reads what follows a `$` or backtick at `at`; false when it does not close. */
  const expand = () => {
    const inner = substitution(source, at);
    if (inner === null) return false;
    if (inner.source !== null) script.nested.push(inner.source);
    const value = inner.name === null ? undefined : variables[inner.name];
    if (inner.literal) add('$');
    else if (value === undefined) addUnknown();
    else add(value);
    at = inner.end;
    return true;
  };

  while (at < source.length) {
    const char = source[at] ?? '';
    const pair = source.slice(at, at + 2);
    if (char === '\\') {
      if (source[at + 1] !== '\n') add(source[at + 1] ?? '');
      at += 2;
    } else if (char === "'") {
      const close = source.indexOf("'", at + 1);
      if (close < 0) return null;
      add(source.slice(at + 1, close));
      at = close + 1;
    } else if (char === '"') {
      add('');
      for (at += 1; source[at] !== '"';) {
        if (at >= source.length) return null;
        if (source[at] === '\\') {
          add(source[at + 1] ?? '');
          at += 2;
        } else if (source[at] === '$' || source[at] === '`') {
          if (!expand()) return null;
        } else {
          add(source[at] ?? '');
          at += 1;
        }
      }
      at += 1;
    } else if (char === '$' || char === '`') {
      if (!expand()) return null;
    } else if (char === '\n') {
      endCommand();
      at = hereEnds.reduce((from, end) => afterHere(source, from, end), at + 1);
      hereEnds = [];
    } else if (char === ' ' || char === '\t') {
      endWord();
      at += 1;
    } else if (char === '#' && word === null) {
      const line = source.indexOf('\n', at);
      at = line < 0 ? source.length : line;
    } else if (pair === '<(' || pair === '>(') {
      const close = closing(source, at + 1);
      if (close < 0) return null;
      script.nested.push(source.slice(at + 2, close));
      addUnknown();
      at = close + 1;
    } else if (char === '<' || char === '>' || pair === '&>') {
      if (word !== null && /^\d+$/.test(/** @type {Word} */ (word).text)) word = null;
      endWord();
      const operator = /^(?:<<<|<<-?|<|&>>?|>[>|]?)/.exec(source.slice(at))?.[0] ?? char;
      at += operator.length;
      role = operator.startsWith('<') ? (/^<<-?$/.test(operator) ? 'here' : 'read') : 'write';
      const descriptor = /^&(?:\d+|-)/.exec(source.slice(at));
      if (descriptor) {
        at += descriptor[0].length;
        role = 'word';
      } else if (source[at] === '&') {
        at += 1;
      }
    } else if (';&|()'.includes(char)) {
      endCommand();
      at += 1;
    } else {
      add(char);
      at += 1;
    }
  }
  endCommand();
  return script;
}

/** @param {Word} word */
export const isAssignment = (word) => /^[A-Za-z_]\w*\+?=/.test(word.text);

/**
 * What stands at a `$` or backtick: a name, the source of a substitution, or neither. Null when it does not close.
 * @param {string} source
 * @param {number} at
 * @returns {{ end: number, name: string | null, source: string | null, literal: boolean } | null}
 */
function substitution(source, at) {
  const rest = source.slice(at);
  if (rest.startsWith('`')) {
    const close = /^`((?:\\[^]|[^\\`])*)`/.exec(rest);
    return close ? { end: at + close[0].length, name: null, source: close[1] ?? '', literal: false } : null;
  }
  if (rest.startsWith('$(')) {
    const close = closing(source, at + 1);
    return close < 0 ? null : { end: close + 1, name: null, source: source.slice(at + 2, close), literal: false };
  }
  const name = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(rest);
  if (name) return { end: at + name[0].length, name: name[1] ?? name[2] ?? null, source: null, literal: false };
  const other = /^\$(?:\{[^}]*\}|[\d@*#?$!-])/.exec(rest);
  if (other) return { end: at + other[0].length, name: null, source: null, literal: false };
  return { end: at + 1, name: null, source: null, literal: true };
}

/**
 * Where the parenthesis that opens at `open` closes, quotes and here-documents respected; -1 when nowhere.
 * @param {string} source
 * @param {number} open
 */
function closing(source, open) {
  const parts = /<<-?\s*(["']?)(\w+)\1[^\n]*\n(?:[^]*?\n)??\t*\2(?=[\n)]|$)|\\[^]|'[^']*'|"(?:\\[^]|[^\\"])*"|[()]/g;
  parts.lastIndex = open;
  let depth = 0;
  for (let part = parts.exec(source); part; part = parts.exec(source)) {
    if (part[0] === '(') depth += 1;
    if (part[0] === ')') depth -= 1;
    if (depth === 0) return part.index;
  }
  return -1;
}

/**
 * Where the line after a here-document begins.
 * @param {string} source
 * @param {number} from
 * @param {string} end
 */
function afterHere(source, from, end) {
  for (let at = from; at < source.length;) {
    const line = source.indexOf('\n', at) < 0 ? source.length : source.indexOf('\n', at);
    if (source.slice(at, line).replace(/^\t+/, '') === end) return line;
    at = line + 1;
  }
  return source.length;
}
