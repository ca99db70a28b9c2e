// A quoted piece, an escaped character, plain characters, what ends a command, or what only parts words.
const pieces = /"((?:\\.|[^"\\\n])*)"|'([^'\n]*)'|\\(.)|([^\s"'\\;&|()<>`]+)|([;&|()\n`]+)|[^\S\n]+|[<>"'\\]/g;
// Where a script lies is often computed, `$(dirname "$0")/lib.sh`: its folder is looked into anyway. Any other variable is taken
// to hold what it is called after, such as `$(PYTHON)`.
const computed = /\$(?:\(([^()]*)\)|\{([^{}]*)\}|\$?([\w@*#]+))(?=(["']?\/)?)/g;
// What `make`, lists in YAML and task files write before a command.
const prefix = /^[^\S\n]*(?:- +)?(?:(?:cmds?|commands?|run|sh|script) *: *[|>]?)?(?:(?:[+@]|-(?!-))[ \t]*)*/gm;

/**
 * The commands of a shell text, or of something like it (a Makefile, a list of tasks), each as its words without quotes. A
 * quoted text with blanks in it may be a command line itself, so its commands follow.
 */
export function splitCommands(text: string): string[][] {
  const plain = text
    .replaceAll(/\\\r?\n\s*/g, ' ')
    .replaceAll(/^[^\S\n]*#.*$/gm, '')
    .replaceAll(prefix, '');
  const found = plain.replaceAll(computed, (_, one?: string, two?: string, three?: string, slash?: string) =>
    slash === undefined ? (/\w+/.exec(one ?? two ?? three ?? '')?.[0].toLowerCase() ?? '') : '.',
  );
  const all = found === plain ? splitPlain(plain) : [...splitPlain(plain), ...splitPlain(found)];
  return [...new Map(all.map((words) => [words.join('\0'), words])).values()];
}

function splitPlain(text: string): string[][] {
  const commands: string[][] = [];
  const quoted: string[] = [];
  let words: string[] = [];
  let word = '';
  for (const [, double, single, escaped, bare, end] of text.matchAll(pieces)) {
    const within = double ?? single;
    if (within !== undefined && /\s/.test(within)) quoted.push(within);
    const part = within ?? escaped ?? bare;
    if (part !== undefined) {
      word += part;
      continue;
    }
    if (word !== '') words.push(word);
    word = '';
    if (end === undefined) continue;
    commands.push(words);
    words = [];
  }
  commands.push(word === '' ? words : [...words, word]);
  return [...commands.filter(({ length }) => length > 0), ...quoted.flatMap(splitPlain)];
}
