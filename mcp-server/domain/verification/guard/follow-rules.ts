import { posix } from 'node:path';
import type { BaseLook } from './base-look.ts';
import { includes, reachedRules, targetsIn } from './make-rules.ts';
import type { Followed, Site } from './reach.ts';

// More than that are taken for all of them.
const mostTargets = 20;
const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];

/** Follows a call of `make` to the rules of the Makefiles that it may read. */
export async function followRules(words: readonly string[], { folders, base, parts }: Site): Promise<Followed[]> {
  const at = words.findIndex((word) => /^[bg]?make$/.test(posix.basename(word)));
  if (at < 0) return [];
  const targets = targetsIn(words.slice(at + 1));
  const found: Followed[] = [];
  for (const folder of folders) {
    const paths = makefiles.map((name) => posix.join(folder, name));
    if (!paths.some((path) => base.files.has(path))) continue;
    for (const path of paths) {
      // One that is not there yet may take the place of one that is.
      if (!base.files.has(path)) parts.files.add(path);
      const known = parts.made.get(path);
      const isKnown = known?.size === 0 || (known && targets.length > 0 && targets.every((target) => known.has(target)));
      if (!base.files.has(path) || isKnown) continue;
      const all = targets.length === 0 || (known?.size ?? 0) > mostTargets ? [] : [...(known ?? []), ...targets];
      parts.made.set(path, new Set(all));
      found.push({ text: reachedRules(await readMakefile(path, base), new Set(all)).runs, folders });
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
