// Words that say nothing about what a sentence is about.
const empty = new Set(
  'a an the and or but nor so of to in on at by for from with without into onto as is are was were be been being it its this that these those there here they them their you your we our i he she who whom whose which what when where why how if then than else can could may might must shall should will would do does did done have has had make makes made use uses used using get gets got all any each every some no not never always avoid only also just very more most less least such same other one two because since while again ever'.split(
    ' ',
  ),
);

/** The words that a text is about, in lower case, each once: names in code are taken apart, endings are cut. */
export const contentWords = (text: string): Set<string> =>
  new Set(
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/\b(?:don't|doesn't|won't|can't|mustn't|shouldn't)\b/g, ' ')
      .split(/[^a-z0-9+#]+/)
      .filter((word) => word.length > 1 && !empty.has(word))
      .map(stem),
  );

// Only what leaves a word behind is an ending: neither "string" nor "need" has one.
const stem = (word: string): string =>
  word.length > 3
    ? word
        .replace(/(?:ies|ied)$/, 'y')
        .replace(/(?<=[aeiouy].*)ings?$|(?<=[aeiouy].*)(?<!e)ed$|es$|s$/, '')
        .replace(/(?<=..)(.)\1$/, '$1')
        .replace(/e$/, '')
    : word;

/** How much of what two texts are about is the same, from 0 to 1. */
export function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  let shared = 0;
  for (const word of one) if (other.has(word)) shared += 1;
  return shared / (one.size + other.size - shared);
}

const turningWord = /\b(?:not|never|no|avoid|don't|doesn't|mustn't|shouldn't|cannot|can't|refuse|forbid|stop)\b/i;
// Before the verb or right at it; further on, it turns something else.
const turning = new RegExp(String.raw`^\W*(?:[\w']+\s+){0,3}?${turningWord.source}`, 'i');

/** Whether a text has a word that turns the sense of what it is about, wherever it stands. */
export const hasTurn = (text: string): boolean => turningWord.test(text);

/** Whether a rule forbids what it is about. Only the clause with its verb counts: "this, not that" asks for this. */
export function forbids(text: string): boolean {
  const clauses = text.split(/[,;:.]\s/);
  const isSetting = /^\s*(?:when|if|in|on|for|inside|within|where|after|before)\b/i.test(clauses[0] ?? '');
  return turning.test((isSetting ? clauses[1] : clauses[0]) ?? text);
}
