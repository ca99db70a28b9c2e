import { contentWords, forbids, hasTurn, similarity } from './words.ts';

/** Something that a session is told already for some files: a rule, a line of CLAUDE.md, a sentence of a skill, a lesson. */
export interface Statement {
  text: string;
  /** Where it stands, such as `CLAUDE.md:12` or `lesson 0123…`. */
  place: string;
  /** The lesson that it is, or null. */
  lesson: string | null;
}

/** What a new rule is to what is there. */
export type Relation = { kind: 'new' } | { kind: 'same' | 'contradicts'; with: Statement };

// Measured on the sets of test/lessons/compare-rules.test.ts: pairs that say the same lie above, honest pairs below.
const nearlySame = 0.6;
const sameSubject = 0.5;
const almostAll = 0.95;

const opposites: [string, string][] =
  'tab space|single double|before after|sync async|throw return|allow deny|enable disable|upper lower|first last|add remove|local utc|local remote|npm pnpm|npm yarn|named default|class function|relative absolute|mutable immutable|float integer|ascending descending|public private|include exclude|start end|required optional|accept reject|keep drop|true false|http https|left right|inline external|get post|singular plural|eager lazy|eagerly lazily|second millisecond|minute second|byte character'
    .split('|')
    .map((pair) => {
      const [one = '', other = ''] = contentWords(pair);
      return [one, other];
    });

/** Compares a new rule with all that loads for the same files, by its words. The nearest that says the same or the opposite counts. */
export function compareRule(rule: string, statements: readonly Statement[]): Relation {
  const mine = { text: rule, words: contentWords(rule) };
  let found: Relation = { kind: 'new' };
  let nearest = 0;
  for (const statement of statements) {
    const theirs = { text: statement.text, words: contentWords(statement.text) };
    const near = similarity(mine.words, theirs.words);
    const kind = normal(rule) === normal(statement.text) ? 'same' : relate(mine, theirs, near);
    if (kind === 'new' || near < nearest) continue;
    nearest = near;
    found = { kind, with: statement };
  }
  return found;
}

interface Worded {
  text: string;
  words: ReadonlySet<string>;
}

function relate(mine: Worded, theirs: Worded, near: number): Relation['kind'] {
  // The same words with a turn on both sides are one sentence said in another order.
  const isReordered = near >= almostAll && hasTurn(mine.text) && hasTurn(theirs.text);
  if (near >= sameSubject && !isReordered && forbids(mine.text) !== forbids(theirs.text)) return 'contradicts';
  const isTurned = opposites.some(
    ([one, other]) =>
      (only(mine, theirs, one) && only(theirs, mine, other)) || (only(mine, theirs, other) && only(theirs, mine, one)),
  );
  // Two words that differ weigh more in a short sentence.
  if (isTurned && near >= sameSubject - 0.2) return 'contradicts';
  return near >= nearlySame ? 'same' : 'new';
}

const only = (one: Worded, other: Worded, word: string): boolean => one.words.has(word) && !other.words.has(word);

const normal = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9+#=<>]+/g, ' ')
    .trim();
