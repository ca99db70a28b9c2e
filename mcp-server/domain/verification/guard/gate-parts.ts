import { posix } from 'node:path';
import type { BaseLook } from './base-look.ts';
import { namedWords, startsProgram, type FileRole } from './command-files.ts';
import { isCompiled, isManifest, isScript, isShell, isSource } from './file-kinds.ts';
import { includes, reachedRules, targetsIn } from './make-rules.ts';
import { namedScripts, readScripts } from './manifest-scripts.ts';
import { readOwnModules } from './own-modules.ts';
import { isProduct } from './product-files.ts';
import { splitCommands } from './split-commands.ts';
import { taskFilesOf } from './task-files.ts';
import { hasTests, isReadAsTest } from './test-language.ts';

/** What the gates of a base are made of, besides their commands. */
export interface GateParts {
  /** By the path of a `package.json` or `composer.json`, the names of its scripts that the gates run. */
  scripts: Map<string, Set<string>>;
  /** Files that the gates run or load, and those that configure them. */
  files: Set<string>;
  /** By the path of a Makefile, the targets that the gates make. None: whichever. */
  made: Map<string, Set<string>>;
}

interface Text {
  text: string;
  /** Where its words may be meant from. */
  folders: readonly string[];
}

// More than any repository's checks consist of, and read in a few seconds.
const mostTexts = 400;
const mostFolders = 12;

/**
 * Follows what the gates run, as the base has it: each command, the scripts and lists of tasks that it names, what those run in
 * turn, and so on. Programs are followed only by the commands that they hold in quotes, and not into what they import, but for
 * scripts in folders of scripts: the rest is the code that is checked.
 */
export async function readGateParts(commands: readonly string[], base: BaseLook): Promise<GateParts> {
  const parts: GateParts = { scripts: new Map(), files: new Set(), made: new Map() };
  const pending: Text[] = commands.map((text) => ({ text, folders: ['.'] }));
  const seen = new Set<string>();
  for (let one = pending.shift(); one !== undefined && seen.size < mostTexts; one = pending.shift()) {
    const key = `${one.folders.join('\0')}\0\0${one.text}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const split = splitCommands(one.text);
    const folders = [...new Set([...one.folders, ...split.flatMap((words) => entered(words, one.folders, base))])].slice(
      0,
      mostFolders,
    );
    for (const words of split) {
      pending.push(...(await followScripts(words, { folders, base, parts })));
      pending.push(...(await followRules(words, { folders, base, parts })));
      pending.push(...(await followTasks(words, { folders, base, parts })));
      pending.push(...(await followFiles(words, { folders, base, parts })));
    }
  }
  return parts;
}

interface Site {
  folders: readonly string[];
  base: BaseLook;
  parts: GateParts;
}

const enters =
  /^(?:cd|pushd|-C|--?(?:prefix|cwd|dir|directory|chdir|project-dir|root-dir)|dir:|chdir|changedir|working-directory:)$/;

function entered(words: readonly string[], folders: readonly string[], base: BaseLook): string[] {
  const named = words.flatMap((word, at) => {
    const [, option = '', value] = /^(-[^=]+)=(.+)$/.exec(word) ?? [];
    if (value !== undefined) return enters.test(option) ? [value] : [];
    return enters.test(word) ? (words[at + 1] ?? []) : [];
  });
  return named.flatMap((name) =>
    folders.map((folder) => posix.join(folder, name).replace(/(?<=.)\/$/, '')).filter(base.isFolder),
  );
}

async function followScripts(words: readonly string[], { folders, base, parts }: Site): Promise<Text[]> {
  const found: Text[] = [];
  for (const named of namedScripts(words)) {
    const everywhere = named.everywhere ? [...base.files].filter((file) => posix.basename(file) === named.manifest) : [];
    for (const path of new Set([...folders.map((folder) => posix.join(folder, named.manifest)), ...everywhere])) {
      const scripts = readScripts(base.files.has(path) ? await base.read(path) : null);
      const start = named.name.replace(/\*+$/, '');
      const names = start === named.name ? [start] : [...scripts.keys()].filter((name) => name.startsWith(start));
      for (const name of names.flatMap((one) => (scripts.has(one) ? [`pre${one}`, one, `post${one}`] : []))) {
        parts.scripts.set(path, (parts.scripts.get(path) ?? new Set()).add(name));
        found.push({ text: scripts.get(name) ?? '', folders: [...new Set([posix.dirname(path), ...folders])] });
      }
    }
  }
  return found;
}

const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];

async function followRules(words: readonly string[], { folders, base, parts }: Site): Promise<Text[]> {
  const at = words.findIndex((word) => /^[bg]?make$/.test(posix.basename(word)));
  if (at < 0) return [];
  const targets = targetsIn(words.slice(at + 1));
  const found: Text[] = [];
  for (const folder of folders) {
    const paths = makefiles.map((name) => posix.join(folder, name));
    if (!paths.some((path) => base.files.has(path))) continue;
    for (const path of paths) {
      // One that is not there yet may take the place of one that is.
      if (!base.files.has(path)) parts.files.add(path);
      else {
        const known = parts.made.get(path);
        const all = targets.length === 0 || known?.size === 0 ? [] : [...(known ?? []), ...targets];
        parts.made.set(path, new Set(all));
        const text = await readMakefile(path, base);
        found.push({ text: reachedRules(text, new Set(all)).runs, folders });
      }
    }
  }
  return found;
}

/** A Makefile with what it includes, as far as it names it plainly. */
async function readMakefile(path: string, base: BaseLook, seen = new Set<string>()): Promise<string> {
  const text = (await base.read(path)) ?? '';
  const texts = [text];
  seen.add(path);
  for (const [, names = ''] of text.matchAll(new RegExp(includes, 'gm'))) {
    for (const file of names.split(/\s+/).flatMap((name) => base.named(name, ['.', posix.dirname(path)])))
      if (!seen.has(file)) texts.push(await readMakefile(file, base, seen));
  }
  return texts.join('\n');
}

async function followTasks(words: readonly string[], { folders, base, parts }: Site): Promise<Text[]> {
  const found: Text[] = [];
  for (const { whole, partly } of taskFilesOf(words)) {
    for (const folder of folders) {
      const within = (names: readonly string[]) => names.map((name) => posix.join(folder, name));
      const there = within([...whole, ...partly]).filter((path) => base.files.has(path));
      // One that is not there yet may take the place of one that is.
      if (there.length > 0) for (const path of within(whole)) parts.files.add(path);
      for (const path of there) found.push(await textOf(path, { folders, base }));
    }
  }
  return found;
}

async function followFiles(words: readonly string[], { folders, base, parts }: Site): Promise<Text[]> {
  const found: Text[] = [];
  for (const { word, role } of namedWords(words, (name) => base.named(name, folders).length > 0)) {
    const files = base.named(word, folders);
    // What is loaded when it is there, and is not there yet, is a part all the same.
    if (role === 'loaded' && files.length === 0) for (const folder of folders) parts.files.add(posix.join(folder, word));
    for (const file of files) {
      const isOne = !word.includes('*');
      if (!(await isPart(file, { role, base, isOne }))) continue;
      parts.files.add(file);
      // Its rules are read with those of what includes it.
      if (role === 'loaded' && words.some((one) => /^[-s]?include$/.test(one))) continue;
      found.push(await textOf(file, { folders, base }));
      for (const module of await readOwnModules(file, base)) {
        parts.files.add(module);
        found.push(await textOf(module, { folders, base }));
      }
    }
  }
  return found;
}

async function isPart(file: string, { role, base, isOne }: { role: FileRole; base: BaseLook; isOne: boolean }): Promise<boolean> {
  if (isManifest(file) || !mayBePart(file, { role, base })) return false;
  // What a test asserts is counted. One that is started and asserts nothing starts others.
  if (isReadAsTest(file) && (role !== 'run' || !isOne || hasTests(file, (await base.read(file)) ?? ''))) return false;
  return !(await isProduct(file, base));
}

// Of what a command is given otherwise, most is the code under test.
const scriptPlace = /^(?:\.?(?:scripts?|bin|tools?|ci|build|hack|make|etc|test|tests)\/.*|[^/]+)$/;

function mayBePart(file: string, { role, base }: { role: FileRole; base: BaseLook }): boolean {
  if (role === 'run' || role === 'loaded' || role === 'setting') return true;
  if (isScript(file)) return true;
  if (role === 'command') return base.isExecutable(file);
  return isSource(file) ? file.includes('/') && !isCompiled(file) && scriptPlace.test(file) : scriptPlace.test(file);
}

/** What a file says that may be commands: all of a shell's script, and of a program's text what stands in quotes. */
async function textOf(file: string, { folders, base }: Omit<Site, 'parts'>): Promise<Text> {
  const text = (await base.read(file)) ?? '';
  const lines = /(?:^|\/)pyproject\.toml$/.test(file)
    ? quotedCommands(taskSections(text))
    : file.endsWith('.xml')
      ? text.replaceAll(/<[^>]*>/g, ' ')
      : isShell(file, text)
        ? text
        : quotedCommands(text);
  return {
    text: lines,
    folders: [...new Set([...folders, posix.dirname(file)])].slice(0, mostFolders),
  };
}

const taskSections = (text: string): string =>
  text
    .split(/^(?=\[)/m)
    .filter((section) => /^\[tool\.[^\]]*(?:script|task|env|tox)/.test(section))
    .join('');

const quoted = /"""([\s\S]*?)"""|'''([\s\S]*?)'''|"((?:\\.|[^"\\\n])*)"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`/g;

function quotedCommands(text: string): string {
  // A list of words, as most ways to start a process take it, is one command.
  const joined = text.replaceAll(/(["'])\s*,\s*\[?\s*\1/g, ' ');
  return Array.from(joined.matchAll(quoted), ([, ...found]) => found.find((one) => one !== undefined) ?? '')
    .filter((one) => (/\s/.test(one.trim()) ? splitCommands(one).some(startsProgram) : isScript(one)))
    .join('\n');
}
