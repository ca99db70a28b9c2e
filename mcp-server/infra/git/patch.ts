/** Lines of a file: the number of the first, and how many; of none, the number of the line behind which they would stand. */
export interface Lines {
  line: number;
  count: number;
}

/** A place that a patch changes: where it was before, where it is after, and its lines. */
export interface Hunk {
  before: Lines;
  after: Lines;
  removed: string[];
  added: string[];
}

/** What a patch does to one file. Names are null where there is no file; objects as far as the patch names them. */
export interface FilePatch {
  before: string | null;
  after: string | null;
  objects: { before: string; after: string };
  hunks: Hunk[];
}

/** Options of git for a patch that `parsePatch` reads: no program of a configuration draws it, and no lines around the changes. */
export const patchOptions = [
  ...['--patch', '--unified=0', '--full-index', '--no-color', '--no-ext-diff', '--no-textconv'],
  ...['--src-prefix=a/', '--dst-prefix=b/'],
];

/** Reads a patch. What stands inside a hunk is counted, since any line may look like a header. */
export function parsePatch(patch: string): FilePatch[] {
  const files: FilePatch[] = [];
  let hunk: Hunk | undefined;
  for (const line of patch.split('\n')) {
    const file = files.at(-1);
    if (hunk && line.startsWith('-') && hunk.removed.length < hunk.before.count) hunk.removed.push(line.slice(1));
    else if (hunk && line.startsWith('+') && hunk.added.length < hunk.after.count) hunk.added.push(line.slice(1));
    else if (line.startsWith('diff --git ')) {
      const name = nameOfBoth(line.slice('diff --git '.length));
      files.push({ before: name, after: name, objects: { before: '', after: '' }, hunks: [] });
      hunk = undefined;
    } else if (file && line.startsWith('@@ ')) {
      hunk = readHunk(line);
      file.hunks.push(hunk);
    } else if (file && file.hunks.length === 0) readHeader(line, file);
  }
  return files;
}

function readHeader(line: string, file: FilePatch): void {
  const [, word, rest = ''] = /^(---|\+\+\+|rename from|rename to|index) (.*)$/.exec(line) ?? [];
  if (word === '---') file.before = nameOf(rest);
  else if (word === '+++') file.after = nameOf(rest);
  else if (word === 'rename from') file.before = unquoted(rest);
  else if (word === 'rename to') file.after = unquoted(rest);
  else if (word === 'index') {
    const [before = '', after = ''] = rest.split(' ', 1)[0]?.split('..') ?? [];
    file.objects = { before, after };
  }
}

function readHunk(line: string): Hunk {
  const [, ...numbers] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
  const [from, removed = 1, to, added = 1] = numbers.map((number) => (number === undefined ? undefined : Number(number)));
  return {
    before: { line: from ?? 0, count: removed },
    after: { line: to ?? 0, count: added },
    removed: [],
    added: [],
  };
}

/** `a/x b/x`, where both names are the same, as they are of every file that has no lines to tell them apart. */
const nameOfBoth = (both: string): string => nameOf(both.slice(0, Math.floor(both.length / 2))) ?? '';

// git ends a name that has a space with a tab.
const nameOf = (name: string): string | null => (name === '/dev/null' ? null : unquoted(name.replace(/\t$/, '')).slice(2));

/** A name as it is: git quotes one that has a quote, a backslash, a control character or, unless told otherwise, any other byte. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  const quoted = Buffer.from(name.slice(1, -1)).toString('latin1');
  const bytes = quoted.replaceAll(/\\(?:([0-7]{3})|(.))/g, (_, octal: string | undefined, letter: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return { a: '\u0007', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' }[letter] ?? letter;
  });
  return Buffer.from(bytes, 'latin1').toString();
}
