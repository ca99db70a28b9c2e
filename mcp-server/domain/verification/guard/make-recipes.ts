import { posix } from 'node:path';

interface Rule {
  needs: string[];
  recipe: string;
}

const ruleLine = /^([^\s#:=][^#:=\n]*):(?![:=])([^#;\n]*);?(.*)$/;

/**
 * What `make` runs of a makefile: the recipes of these targets and of all that they need, and the lines that load other
 * makefiles. Without a target that it has, all of it.
 */
export function makeRecipes(makefile: string, targets: readonly string[]): string {
  const rules = readRules(makefile);
  const wanted = new Set<string>();
  const pending = targets.filter((name) => rules.has(name));
  if (pending.length === 0) return makefile;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (wanted.has(name)) continue;
    wanted.add(name);
    pending.push(...(rules.get(name)?.needs ?? []));
  }
  return [...makefile.split('\n').filter(isInclude), ...Array.from(wanted, (name) => rules.get(name)?.recipe ?? '')].join('\n');
}

/** The files that a makefile loads, as it names them. */
export const includedBy = (makefile: string): string[] =>
  makefile
    .split('\n')
    .filter(isInclude)
    .flatMap((line) => line.trim().split(/\s+/).slice(1))
    .map((path) => posix.normalize(path));

const isInclude = (line: string): boolean => /^\s*[-s]?include\s/.test(line);

function readRules(makefile: string): Map<string, Rule> {
  const rules = new Map<string, Rule>();
  let names: string[] = [];
  for (const line of makefile.replaceAll('\\\n', ' ').split('\n')) {
    const [, targets = '', needs = '', first = ''] = line.startsWith('\t') ? [] : (ruleLine.exec(line) ?? []);
    if (targets === '' && !line.startsWith('\t')) continue;
    if (targets !== '') names = targets.trim().split(/\s+/);
    for (const name of names) {
      const rule = rules.get(name) ?? { needs: [], recipe: '' };
      const more = targets === '' ? line : first;
      rules.set(name, {
        needs: [...rule.needs, ...needs.trim().split(/\s+/).filter(Boolean)],
        recipe: `${rule.recipe}${more}\n`,
      });
    }
  }
  return rules;
}
