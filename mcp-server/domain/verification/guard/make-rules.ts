/** A rule of a Makefile with its recipe, or a line that is no rule's, of which `targets` is empty. */
interface Rule {
  targets: string[];
  needs: string[];
  text: string;
}

/** What of a Makefile counts when some targets are made. */
export interface Reached {
  /** Their rules, those of what they need, and the lines of variables that these use. */
  runs: string;
  /** The same, and every line that may count for any target. */
  counts: string;
  /** False where more may count: it includes others, or names what it needs by a variable. */
  isAll: boolean;
}

/** Reads which rules of a Makefile make some targets. Without targets all of them may. */
export function reachedRules(text: string, wanted: ReadonlySet<string>): Reached {
  const whole = text.replaceAll(/\\\r?\n[^\S\n]*/g, ' ');
  if (wanted.size === 0 || /^[^\S\n]*define\b|\.RECIPEPREFIX|\$[({]eval\b/m.test(whole))
    return { runs: whole, counts: whole, isAll: false };
  const rules = splitRules(whole);
  const { reached, made } = follow(rules, wanted);
  const kept = rules.filter((rule) => made.has(rule) || mayCount(rule));
  return {
    runs: withVariables(
      [...made].filter(({ targets }) => !targets.every(isComputed)),
      rules,
    )
      .map(({ text: lines }) => lines)
      .join('\n'),
    counts: kept.map((rule) => (rule.targets[0] === '.PHONY' ? phony(rule, reached) : rule.text)).join('\n'),
    isAll: ![...reached].some(isComputed) && !includes.test(whole),
  };
}

/** The names that are needed to make some targets, and the rules that make those. */
function follow(rules: readonly Rule[], wanted: ReadonlySet<string>): { reached: Set<string>; made: Set<Rule> } {
  // What a variable or a pattern names may be any target.
  const made = new Set(rules.filter(({ targets }) => targets.some((name) => isComputed(name) || name.includes('%'))));
  const makers = Map.groupBy(
    rules.flatMap((rule) => rule.targets.map((name) => ({ name, rule }))),
    ({ name }) => name,
  );
  const words = new Set(rules.flatMap(held));
  const reached = new Set([...wanted, ...[...made].flatMap(({ needs }) => needs)]);
  for (const name of reached) {
    // What a variable holds is said by its line.
    if (isComputed(name)) for (const word of words) reached.add(word);
    for (const { rule } of makers.get(name) ?? []) {
      made.add(rule);
      for (const need of rule.needs) reached.add(need);
    }
  }
  return { reached, made };
}

const assigned = (text: string): string | null => /^\s*(?:(?:export|override)\s+)*([\w.-]+)\s*[:?+!]*=/.exec(text)?.[1] ?? null;

const held = ({ text }: Rule): string[] => (assigned(text) === null ? [] : text.split(/[\s=(),]+/));

/** The rules, the lines that set what they use, what those use in turn, and other lines that are no rule's. */
function withVariables(made: readonly Rule[], rules: readonly Rule[]): Rule[] {
  const found = new Set([...made, ...rules.filter(({ targets, text }) => targets.length === 0 && assigned(text) === null)]);
  const setting = Map.groupBy(rules, ({ text }) => assigned(text));
  for (const one of found)
    for (const [, name = ''] of one.text.matchAll(/\$[({]?([\w.-]+)/g))
      for (const rule of setting.get(name) ?? []) found.add(rule);
  return [...found];
}

/** A line that takes in other makefiles; the first group names them. */
export const includes = /^[^\S\n]*[-s]?include[^\S\n]+([^\n#]+)/m;

const conditional = /^\s*(?:ifn?(?:def|eq)|else|endif)\b/;

const isComputed = (name: string): boolean => /[$*?]/.test(name);

// A file's name may be what an implicit rule needs, and what is computed in a rule's line is so whether it is used or not.
const mayCount = ({ targets, text }: Rule): boolean =>
  targets.length === 0 || targets.some((name) => /[./]|^makefile$/i.test(name)) || /\$/.test(text.split('\n', 1)[0] ?? '');

const phony = ({ needs }: Rule, reached: ReadonlySet<string>): string =>
  `.PHONY: ${needs.filter((need) => reached.has(need)).join(' ')}`;

function splitRules(text: string): Rule[] {
  const rules: Rule[] = [];
  for (const line of text.split('\n')) {
    const last = rules.at(-1);
    if (line.startsWith('\t') && last) {
      last.text += `\n${line}`;
      last.needs.push(...madeBy(line));
    } else if (conditional.test(line)) {
      // A recipe goes on behind it.
      if (last) last.text += `\n${line}`;
      rules.splice(last ? -1 : 0, 0, { targets: [], needs: [], text: line });
    } else if (line.trim() !== '' && !line.startsWith('#')) rules.push(readRule(line));
  }
  return rules;
}

function readRule(text: string): Rule {
  const [, made, rest = ''] = /^([^\s#:=][^:=]*):(?!:{0,2}=):?(.*)$/.exec(text) ?? [];
  if (made === undefined) return { targets: [], needs: [], text };
  const needs = rest.replace(/[;#].*/, '').split(/[\s|]+/);
  return {
    targets: made.trim().split(/\s+/),
    needs: [...needs.filter((name) => name !== '' && !name.includes('%')), ...madeBy(rest)],
    text,
  };
}

/** The targets that a line of a recipe has made by another `make`. */
const madeBy = (line: string): string[] =>
  Array.from(line.matchAll(/(?:\$[({]MAKE[)}]|\bmake\b)([^;&|]*)/g), ([, words = '']) => targetsIn(words.split(/\s+/))).flat();

/** The targets among the words that follow `make`. */
export const targetsIn = (words: readonly string[]): string[] =>
  words.filter((word, at) => word !== '' && !/^-|=/.test(word) && !/^-[CfIjlo]$/.test(words[at - 1] ?? ''));
