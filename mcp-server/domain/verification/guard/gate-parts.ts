import { posix } from 'node:path';
import type { BaseLook } from './base-look.ts';
import { namedWords } from './command-files.ts';
import { commandsIn } from './commands-in.ts';
import { followRules } from './follow-rules.ts';
import { isPart } from './is-part.ts';
import { namedScripts, readScripts } from './manifest-scripts.ts';
import { readOwnModules } from './own-modules.ts';
import type { Followed, GateParts, Site } from './reach.ts';
import { splitCommands } from './split-commands.ts';
import { taskFilesOf } from './task-files.ts';

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
  const pending: Followed[] = commands.map((text) => ({ text, folders: ['.'] }));
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

async function followScripts(words: readonly string[], { folders, base, parts }: Site): Promise<Followed[]> {
  const found: Followed[] = [];
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

async function followTasks(words: readonly string[], { folders, base, parts }: Site): Promise<Followed[]> {
  const found: Followed[] = [];
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

async function followFiles(words: readonly string[], { folders, base, parts }: Site): Promise<Followed[]> {
  const found: Followed[] = [];
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
      for (const more of [...(await base.linked(file)), ...(await readOwnModules(file, base))]) {
        parts.files.add(more);
        found.push(await textOf(more, { folders, base }));
      }
    }
  }
  return found;
}

const textOf = async (file: string, { folders, base }: Omit<Site, 'parts'>): Promise<Followed> => ({
  text: commandsIn(file, (await base.read(file)) ?? ''),
  folders: [...new Set([...folders, posix.dirname(file)])].slice(0, mostFolders),
});
