import { dirname, posix } from 'node:path';
import { includedBy, makeRecipes } from './make-recipes.ts';
import { isTestFile, languageOf } from './test-language.ts';

/** What the gates of a base are made of, besides their commands. */
export interface GateParts {
  /** Names of the scripts in `package.json` or `composer.json` that the gates run, with what runs before and after each. */
  scripts: Set<string>;
  /** Files that the gates are, and the files beside them that those load. */
  files: Set<string>;
}

/** How the base is looked into: null for what is not there. */
export interface BaseLook {
  isFile: (path: string) => boolean;
  read: (path: string) => Promise<string | null>;
}

// What its tests assert is counted; of a test in another language, such as a shell's, all that can be said is that it changed.
const isReadAsTest = (path: string): boolean => isTestFile(path, null) && languageOf(path) !== null;

const runsScript =
  /(?:^|[\s;&|(])(?:npm|pnpm|yarn|bun)\s+(?:--?\S+\s+)*(?:run(?:-script)?\s+)?(?:--?\S+\s+)*([\w:.-]+)|(?:^|[\s;&|(])(?:npm-run-all|run-[sp]|wireit|turbo run|nx run-many -t)\s+([\w:. -]+)|node\s+--run\s+([\w:.-]+)/g;
const makes = /(?:^|[\s;&|(])(?:make|just|task|rake)\b/;
const composes = /(?:^|[\s;&|(])composer\s+(?:--?\S+\s+)*(?:run(?:-script)?\s+)?([\w:.-]+)/g;
const makefiles = ['Makefile', 'makefile', 'GNUmakefile', 'justfile', 'Justfile', 'Taskfile.yml', 'Taskfile.yaml', 'Rakefile'];
// Other files that a gate names are the code under test.
const scriptPlace = /^(?:\.?\/)?(?:\.?(?:scripts?|bin|tools?|ci|build|hack|make|etc|test|tests)\/.*|[^/]+)$|\.(?:ba|z)?sh$/;

// A file that a shell or an interpreter is told to run is a gate wherever it lies, but for the code under test.
const interpreted =
  /(?:^|[\s;&|(@`-])(?:(?:ba|z|da|k)?sh|source|\.|node|python[\d.]*|ruby|perl|php|tsx|bun|deno\s+run)\s+(?:-{1,2}[\w-]+\s+)*("[^"\n]+"|'[^'\n]+'|[^\s;&|()"'`$<>]+)/g;
const started = /(?:^|[\s;&|(@])(\.\/[^\s;&|()"'`$<>]+)/g;
const underTest = /^(?:src|lib|app|apps|packages|pkg|cmd|internal|docs|examples)\//;
const entered = /(?:^|[\s;&|(])cd\s+("[^"\n]+"|'[^'\n]+'|[^\s;&|()"'`$<>]+)/g;
const isShell = (path: string, text: string): boolean =>
  /\.(?:ba|z|da|k)?sh$/.test(path) || /^#!.*\b(?:ba|z|da|k)?sh\b/.test(text);

/** A text that is run: a gate's command, or what a file of a gate holds. */
interface Said {
  text: string;
  /** The file that it stands in, or null for a command. */
  file: string | null;
}

/** Finds what the gates run, as the base says it: scripts by name, files that they name, and what those load and run. */
export async function readGateParts(commands: readonly string[], base: BaseLook): Promise<GateParts> {
  const scripts = readScripts(await base.read('package.json'));
  for (const [name, script] of readScripts(await base.read('composer.json')))
    scripts.set(name, `${scripts.get(name) ?? ''}\n${script}`);
  const parts: GateParts = { scripts: new Set(), files: new Set() };
  const pending: Said[] = commands.map((text) => ({ text, file: null }));
  for (let said = pending.pop(); said !== undefined; said = pending.pop()) {
    const { text, file: within } = said;
    for (const name of namedScripts(text, scripts)) {
      for (const one of [`pre${name}`, name, `post${name}`]) {
        if (parts.scripts.has(one)) continue;
        parts.scripts.add(one);
        pending.push({ text: scripts.get(one) ?? '', file: null });
      }
    }
    const made = makes.test(text) ? makefiles : [];
    const named = within === null ? namedFiles(text) : [];
    for (const file of [...named, ...runFiles(said), ...made]) {
      if (parts.files.has(file) || !base.isFile(file) || isReadAsTest(file)) continue;
      parts.files.add(file);
      await addLoaded(file, { base, files: parts.files });
      const content = (await base.read(file)) ?? '';
      if (isMakefile(file)) pending.push({ text: makeRecipes(content, text.split(/[\s;&|()]+/)), file });
      else if (isShell(file, content)) pending.push({ text: content, file });
    }
  }
  return parts;
}

const isMakefile = (path: string): boolean => /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/.test(path);

/** The files that a text has run, from wherever it may stand when it does: the top, its own folder, or one that it enters. */
function runFiles({ text, file }: Said): string[] {
  const bare = (word: string): string => word.replace(/^(["'])(.*)\1$/, '$2');
  const all = (pattern: RegExp) => Array.from(text.matchAll(pattern), ([, word = '']) => bare(word));
  const folders = ['.', ...(file === null ? [] : [dirname(file)]), ...all(entered)];
  const included = file !== null && isMakefile(file) ? includedBy(text) : [];
  return [...all(interpreted), ...all(started), ...included]
    .flatMap((path) => folders.map((folder) => posix.join(folder, path)))
    .filter((path) => !underTest.test(path));
}

/** The scripts of a `package.json` or a `composer.json`, none when it cannot be read. */
export function readScripts(text: string | null): Map<string, string> {
  const scripts = readObject(text)['scripts'];
  if (typeof scripts !== 'object' || scripts === null) return new Map();
  return new Map(
    Object.entries(scripts).flatMap(([name, script]): [string, string][] =>
      typeof script === 'string' ? [[name, script]] : Array.isArray(script) ? [[name, script.join('\n')]] : [],
    ),
  );
}

/** A JSON object, empty when the text is none. */
export function readObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function namedScripts(text: string, scripts: Map<string, string>): string[] {
  const named = [
    ...Array.from(text.matchAll(runsScript), ([, one, several, node]) => one ?? several ?? node ?? ''),
    ...Array.from(text.matchAll(composes), ([, one]) => one ?? ''),
    // A script of Composer calls another by its name behind a sign.
    ...Array.from(text.matchAll(/(?:^|\n)@([\w:-]+)/g), ([, one]) => one ?? ''),
  ];
  const words = named.flatMap((words) => words.split(/[\s,]+/)).map((word) => (word === 't' || word === 'tst' ? 'test' : word));
  return words.flatMap((word) =>
    word.endsWith('*') ? [...scripts.keys()].filter((name) => name.startsWith(word.replace(/\*+$/, ''))) : [word],
  );
}

const namedFiles = (text: string): string[] =>
  text
    .split(/[\s;&|()"'`=<>]+/)
    .map((word) => posix.normalize(word).replace(/^\.\//, ''))
    .filter((word) => word !== '.' && scriptPlace.test(word));

const loads = /(?:from|import|require\(|import\()\s*['"](\.[^'"]+)['"]|^\s*(?:source|\.)\s+["']?([^\s"';]+)/gm;

/** A gate script's own modules lie in its folder; what it loads from elsewhere is the code under test. */
async function addLoaded(file: string, { base, files }: { base: BaseLook; files: Set<string> }): Promise<void> {
  const text = (await base.read(file)) ?? '';
  for (const [, module, sourced] of text.matchAll(loads)) {
    // A module stands beside what imports it; a shell looks from where it was started, and some change there first.
    const wanted = [posix.join(dirname(file), module ?? sourced ?? ''), ...(sourced ? [posix.normalize(sourced)] : [])];
    const ends = ['', '.js', '.ts', '.mjs', '.cjs', '/index.js'];
    const found = wanted.flatMap((one) => ends.map((end) => one + end)).find(base.isFile);
    const folder = dirname(file);
    if (!found || files.has(found) || folder === '.' || !found.startsWith(`${folder}/`) || isReadAsTest(found)) continue;
    files.add(found);
    await addLoaded(found, { base, files });
  }
}
