import type { FileChange } from '../../../infra/git/read-change.ts';
import type { Objection, ObjectionKind } from './objection.ts';
import { isTestFile, languageOf } from './test-language.ts';

interface Facts {
  path: string;
  names: string[];
  assertions: number;
  skips: number;
  found: Map<Sign, number>;
}

interface Sign {
  kind: ObjectionKind;
  pattern: RegExp;
  what: string;
}

// What makes a test pass whatever the code does. Each may have been there before: only more of it counts.
const signs: Sign[] = [
  {
    kind: 'assertion-weakened',
    pattern:
      /expect\(\s*([\w.$'"]+)\s*\)\.\w+\(\s*\1\s*\)|(?<!\w)(?:assert|expect)(?:\.ok|\.isTrue)?\(\s*(?:true|1|!0|!false)\s*[,)](?!\.(?:not|resolves|rejects))|(?<!\w)assert\s+(?:True|1)\b|assert!\(\s*true\b|assertTrue\(\s*(?:true|True)\b|(?:[eE]qual\w*|Is)\(\s*([\w.$'"]+)\s*,\s*\2\s*[,)]|\bor\s+True\b|\|\|\s*true\b/g,
    what: 'an assertion that always holds came in',
  },
  {
    kind: 'test-defused',
    pattern:
      /\bif\s*\(\s*(?:false|0|!1|!true)\s*\)|^\s*if\s+(?:False|0)\s*:|\bwhile\s*\(\s*(?:false|0)\s*\)|#if\s+(?:0|false)\b/gm,
    what: 'code that never runs came in',
  },
  {
    kind: 'test-defused',
    pattern:
      /process\.exit(?:Code\s*=\s*0|\(\s*0?\s*\))|process\.reallyExit|sys\.exit\(\s*0?\s*\)|os\._exit\(|os\.Exit\(\s*0|process::exit\(\s*0|System\.exit\(\s*0|\bexit!?\(?\s*0?\)?\s*$/gm,
    what: 'it may end the run with success before the tests are through',
  },
  {
    kind: 'test-defused',
    pattern:
      /catch\s*(?:\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(\w*\)\s*=>\s*(?:\{\s*\}|undefined|null)\s*\)|except\b[^:\n]*:\s*(?:pass\b|\.\.\.)|contextlib\.suppress\(|rescue\s*(?:=>\s*\w+)?\s*(?:nil)?\s*$/gm,
    what: 'a failure is caught and dropped',
  },
  {
    kind: 'test-defused',
    pattern:
      /(?:=>|\{)\s*\{?\s*return\s*;(?=[\s\S])|def\s+test\w*\([^)]*\)[^:\n]*:\s*(?:return|pass)\b|func\s+Test\w*\([^)]*\)\s*\{\s*return\b/g,
    what: 'a test returns before it has asserted anything',
  },
  {
    kind: 'test-defused',
    pattern:
      /(?<!\w)(?:assert|expect|chai|console)\.\w+\s*=(?![=>])|global(?:This)?\.(?:expect|assert|it|test|describe)\s*=(?!=)|Assertion\.prototype|mock\.method\(\s*assert|monkeypatch\.setattr\(\s*["']?(?:pytest|unittest|builtins)|pytest_(?:collection_modifyitems|runtest_\w+|sessionfinish)/g,
    what: 'it replaces the test runner’s own functions',
  },
];

const strict =
  /\.(?:toBe|toEqual|toStrictEqual|toMatch\w*|toThrow\w*|toHaveLength|toContain\w*)\(|(?<!\w)(?:strict|deep|deepStrict)?[eE]qual\w*\(|\.(?:throws|rejects|match)\(|\bassert\b[^\n]*[=!]=|assert_(?:eq|ne)!/g;

const gone = (before: readonly string[], after: ReadonlySet<string>) => before.filter((name) => !after.has(name));

/**
 * What a change does to the tests that were there: tests that went, were skipped or lost assertions. Tests that moved to
 * another file of the change are still there. `isAllowed` names files in which tests may go.
 */
export function findWeakened(changes: readonly FileChange[], isAllowed: (path: string) => boolean): Objection[] {
  const tests = changes.filter(
    ({ path, before, after }) => isTestFile(path, before?.text ?? null) || isTestFile(path, after?.text ?? null),
  );
  const pairs = tests.map((change) => ({ before: readFacts(change, 'before'), after: readFacts(change, 'after') }));
  const names = new Set(pairs.flatMap(({ after }) => after?.names ?? []));
  const total = (pick: (facts: Facts) => number) => ({
    before: sum(pairs.map(({ before }) => (before ? pick(before) : 0))),
    after: sum(pairs.map(({ after }) => (after ? pick(after) : 0))),
  });
  const lessAsserted = isLess(total(({ assertions }) => assertions));
  return pairs
    .flatMap(({ before, after }) => comparePair({ before, after, names, lessAsserted }))
    .filter(({ path }) => !isAllowed(path));
}

function comparePair(pair: {
  before: Facts | null;
  after: Facts | null;
  names: Set<string>;
  lessAsserted: boolean;
}): Objection[] {
  const { before, after, names, lessAsserted } = pair;
  const path = (after ?? before)?.path ?? '';
  const object = (kind: ObjectionKind, what: string): Objection => ({ kind, path, what });
  const objections: Objection[] = [];
  const lost = before ? gone(before.names, names) : [];
  if (lost.length > 0) {
    const shown = lost
      .slice(0, 3)
      .map((name) => JSON.stringify(name))
      .join(', ');
    objections.push(
      object('test-removed', `${lost.length} tests that were there are gone: ${shown}. Bring them back as they were.`),
    );
  }
  if ((after?.skips ?? 0) > (before?.skips ?? 0))
    objections.push(
      object('test-skipped', 'Tests are skipped, marked as expected to fail, or alone let run. Take the marks away.'),
    );
  if (before && lost.length === 0 && lessAsserted && (after?.assertions ?? 0) < before.assertions) {
    const counts = `${after?.assertions ?? 0} instead of ${before.assertions}`;
    objections.push(object('assertion-removed', `It asserts less than before: ${counts} assertions. Bring them back.`));
  }
  for (const sign of signs) {
    if ((after?.found.get(sign) ?? 0) > (before?.found.get(sign) ?? 0))
      objections.push(object(sign.kind, `In a test, ${sign.what}.`));
  }
  return objections;
}

function readFacts({ path, before, after }: FileChange, side: 'before' | 'after'): Facts | null {
  const file = side === 'before' ? before : after;
  const language = languageOf(path);
  if (!file || !isTestFile(path, file.text)) return null;
  const text = file.mode === '120000' ? '' : (file.text ?? '');
  const code = language ? text.replace(language.comments, '') : text;
  if (!language) return { path, names: snapshotNames(path, text), assertions: 0, skips: 0, found: new Map() };
  return {
    path,
    names: Array.from(code.matchAll(language.names), (match) => match[3] ?? match[2] ?? ''),
    assertions: count(code, language.assertions) + count(code, strict),
    skips: count(code, language.skips),
    found: new Map(signs.map((sign) => [sign, count(code, sign.pattern)])),
  };
}

// The entries of a jest or vitest snapshot are what its tests compare with.
const snapshotNames = (path: string, text: string): string[] =>
  path.endsWith('.snap')
    ? Array.from(text.matchAll(/^exports\[`((?:\\.|[^`\\])*)`\]/gm), ([, name = '']) => `snapshot ${name}`)
    : [];

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);
const isLess = ({ before, after }: { before: number; after: number }): boolean => after < before;
