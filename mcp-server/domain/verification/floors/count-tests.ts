import { stripVTControlCharacters } from 'node:util';

/** How many tests one run of a gate passed and skipped, added up over its summaries. */
export interface TestCounts {
  passed: number;
  skipped: number;
  /** How many summaries the output held: more than before may mean that one of them is forged. */
  summaries: number;
}

type Summary = Pick<TestCounts, 'passed' | 'skipped'>;

interface Runner {
  /** One match per summary. */
  pattern: RegExp;
  read: (text: string) => Summary;
}

const number = (text: string, pattern: RegExp): number =>
  Array.from(text.matchAll(pattern), ([, digits]) => Number(digits)).reduce((sum, one) => sum + one, 0);

// In the order in which they are looked for; the first that finds a summary is the runner.
const runners: Runner[] = [
  {
    // node:test, both its reporters: `ℹ pass 12` and `# pass 12`.
    pattern: /^[ℹ#] tests \d+\n(?:[ℹ#] \w+ [\d.]+\n?)+/gm,
    read: (text) => ({ passed: number(text, /^. pass (\d+)/gm), skipped: number(text, /^. (?:skipped|todo) (\d+)/gm) }),
  },
  {
    // vitest: `Tests  3 passed | 1 skipped (4)`; jest: `Tests:       1 skipped, 3 passed, 4 total`.
    pattern: /^\s*Tests:?\s+\d+ (?:passed|failed|skipped|todo|pending|expected fail)\b[^\n]*/gm,
    read: (text) => ({
      passed: number(text, /(\d+) passed/g),
      skipped: number(text, /(\d+) (?:skipped|todo|pending|expected fail)/g),
    }),
  },
  {
    // pytest: `=== 3 passed, 1 skipped in 0.12s ===`, without the frame under `-q`.
    pattern: /^=*\s*(?:\d+ (?:passed|failed|skipped|errors?|xfailed|xpassed|deselected|warnings?)(?:, )?)+ in [\d.]+s[^\n]*/gm,
    read: (text) => ({
      passed: number(text, /(\d+) passed/g),
      skipped: number(text, /(\d+) (?:skipped|xfailed|xpassed|deselected)/g),
    }),
  },
  {
    pattern: /^test result: \w+\. \d+ passed;[^\n]*/gm,
    read: (text) => ({ passed: number(text, /(\d+) passed/g), skipped: number(text, /(\d+) (?:ignored|filtered out)/g) }),
  },
  {
    // mocha: `12 passing (30ms)`, `1 pending`.
    pattern: /^\s*\d+ passing\b[^\n]*(?:\n\s*\d+ (?:pending|failing)[^\n]*)*/gm,
    read: (text) => ({ passed: number(text, /(\d+) passing/g), skipped: number(text, /(\d+) pending/g) }),
  },
  {
    // go test -v names each test; without -v only packages are counted.
    pattern: /(?:^\s*--- (?:PASS|FAIL|SKIP): [^\n]*\n|^ok\s+\S+[^\n]*\n?)(?:[\s\S]*(?:^\s*--- |^ok\s+)[^\n]*)?/gm,
    read: (text) => ({
      passed: text.match(/^\s*--- PASS: /gm)?.length ?? text.match(/^ok\s+\S+(?![^\n]*no tests to run)/gm)?.length ?? 0,
      skipped: text.match(/^\s*--- SKIP: /gm)?.length ?? 0,
    }),
  },
];

/**
 * Reads from a gate's output how many tests passed and were skipped; null when no known runner wrote a summary. `expected`
 * is the number of summaries that an honest run writes: of more, the smallest count, since a program under test can print one.
 */
export function countTests(output: string, expected = Number.POSITIVE_INFINITY): TestCounts | null {
  const text = stripVTControlCharacters(output).replaceAll('\r', '');
  for (const { pattern, read } of runners) {
    const found = Array.from(text.matchAll(pattern), ([summary]) => read(summary));
    if (found.length === 0) continue;
    const counted = found.toSorted((one, other) => one.passed - other.passed).slice(0, expected);
    return { ...add(counted), summaries: found.length };
  }
  return null;
}

/** Counts of a JUnit report: tests that neither failed nor were skipped, by its cases, not by what its head claims. */
export function countJUnit(report: string): TestCounts | null {
  const cases = report.match(/<testcase\b[^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g);
  if (!cases) return null;
  const skipped = cases.filter((one) => /<skipped\b/.test(one)).length;
  const failed = cases.filter((one) => /<(?:failure|error)\b/.test(one)).length;
  return { passed: cases.length - skipped - failed, skipped, summaries: 1 };
}

/** Adds summaries up. */
export const add = (all: readonly Summary[]): Summary => ({
  passed: all.reduce((sum, { passed }) => sum + passed, 0),
  skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
});
