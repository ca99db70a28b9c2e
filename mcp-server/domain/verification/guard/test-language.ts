/** What a language writes tests with. Every pattern is global; the first group of `names` is the name of a test. */
export interface TestLanguage {
  names: RegExp;
  assertions: RegExp;
  skips: RegExp;
  comments: RegExp;
}

const slashes = /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/[^\n]*/g;
const hashes = /(?<!['"])#[^\n]*/g;

const javascript: TestLanguage = {
  names: /(?<![\w.$])(?:it|test|specify)(?:\.\w+)*\s*(?:\([^()]*\)\s*)?\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g,
  assertions:
    /(?<![\w$])(?:expect|assert)(?:\.\w+)*\s*(?:<[^>()]*>)?\(|(?<![\w$])t\.(?:is|not|deepEqual|throws\w*|truthy|falsy|like|regex|assert\.\w+)\(/g,
  skips:
    /(?<![\w$])(?:it|test|describe|suite|context|specify)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|only|fails|failing|fixme)\b|(?<![\w.$])(?:xit|xtest|xdescribe|fit|fdescribe|xcontext)\s*\(|(?<![\w$])(?:skip|todo)\s*:\s*(?!false\b)|(?<![\w$])(?:t|this|ctx|context)\.(?:skip|todo)\(/g,
  comments: slashes,
};

const python: TestLanguage = {
  names: /^[ \t]*(?:async[ \t]+)?def[ \t]+()(test\w*)/gm,
  assertions: /(?<!\w)assert\b|\.assert\w+\(|pytest\.(?:raises|warns|approx)\b/g,
  skips:
    /pytest\.mark\.(?:skip|skipif|xfail)\b|pytest\.(?:skip|xfail|importorskip)\b|unittest\.(?:skip\w*|expectedFailure)\b|\.skipTest\(|__test__\s*=\s*False|collect_ignore/g,
  comments: hashes,
};

const go: TestLanguage = {
  names: /^func[ \t]+()((?:Test|Fuzz|Example|Benchmark)\w*)\s*\(/gm,
  assertions: /(?<!\w)[tb]\.(?:Error|Fatal|Fail)\w*\(|(?<!\w)(?:assert|require|is)\.\w+\(/g,
  skips: /(?<!\w)[tb]\.Skip\w*\(|testing\.Short\(\)|^\/\/go:build\b[^\n]*|^\/\/ \+build\b[^\n]*/gm,
  // Build tags are comments that leave files out, so they stay.
  comments: /\/\*[\s\S]*?\*\/|\/\/(?!go:build| \+build)[^\n]*/g,
};

const rust: TestLanguage = {
  names: /#\[(?:\w+::)*(?:test|rstest)\b[^\]]*\](?:\s*#\[[^\]]*\])*\s*(?:pub\s+)?(?:async\s+)?fn\s+()(\w+)/g,
  assertions: /(?<!\w)(?:debug_)?assert\w*!|(?<!\w)panic!/g,
  skips: /#\[ignore\b|#\[should_panic\b|#\[cfg\((?!test\))[^\]]*\]/g,
  comments: slashes,
};

const jvm: TestLanguage = {
  names: /@(?:Test|ParameterizedTest|RepeatedTest|Fact|Theory)\b[^{;]*?[ \t]()(\w+)\s*\(/g,
  assertions: /(?<!\w)(?:assert\w*|verify|fail)\s*\(|Assert\.\w+\(|\.should\b/g,
  skips: /@(?:Disabled\w*|Ignore|EnabledIf\w*)\b|Assumptions?\.\w+\(|\bSkip\s*=/g,
  comments: slashes,
};

const ruby: TestLanguage = {
  names: /^[ \t]*(?:it|specify|test|scenario)[ \t(]+(['"])((?:\\.|(?!\1)[^\\])*)\1|^[ \t]*def[ \t]+(test_\w+)/gm,
  assertions: /(?<!\w)(?:expect|assert\w*|refute\w*)\b|\.should\b/g,
  skips: /^[ \t]*(?:xit|xdescribe|fit|fdescribe|pending|skip)\b|(?<!\w)skip:\s*(?!false)/gm,
  comments: hashes,
};

const byExtension: [RegExp, TestLanguage][] = [
  [/\.[cm]?[jt]sx?$|\.(?:vue|svelte)$/, javascript],
  [/\.pyi?$/, python],
  [/\.go$/, go],
  [/\.rs$/, rust],
  [/\.(?:java|kt|kts|scala|cs|swift)$/, jvm],
  [/\.rb$/, ruby],
];

/** The language that a file's name says, or null. */
export const languageOf = (path: string): TestLanguage | null =>
  byExtension.find(([extension]) => extension.test(path))?.[1] ?? null;

const testPath =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testing|androidtest)\/|[._-](?:test|spec)s?\.[cm]?[jt]sx?$|_test\.(?:go|py|exs?|dart|rb)$|_spec\.rb$|(?:^|\/)test_[^/]*\.py$|tests?\.(?:java|kt|kts|cs|scala|swift)$/i;

/** Whether a file is one that runners take tests from. Rust keeps tests in the sources, so a file's text counts too. */
export const isTestFile = (path: string, text: string | null): boolean =>
  testPath.test(path) || (path.endsWith('.rs') && /#\[(?:\w+::)*test\b|#\[cfg\(test\)\]/.test(text ?? ''));

/** Whether a file's name is that of a test whose assertions can be counted. In another language it can only be seen to change. */
export const isReadAsTest = (path: string): boolean => isTestFile(path, null) && languageOf(path) !== null;

/** Whether a text holds tests or assertions of its own, as its language writes them. */
export function hasTests(path: string, text: string): boolean {
  const language = languageOf(path);
  const code = language ? text.replace(language.comments, '') : '';
  return language !== null && (code.search(language.names) >= 0 || code.search(language.assertions) >= 0);
}
