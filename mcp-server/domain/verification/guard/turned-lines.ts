import { isDeepStrictEqual } from 'node:util';
import type { FileChange } from '../../../infra/git/read-change.ts';
import type { Objection } from './objection.ts';

// Files that honest work changes, and what their lines say when they let failures pass, leave tests out or hold a threshold.
const telling: [file: RegExp, line: RegExp][] = [
  [
    /(?:^|\/)(?:pom\.xml|\.mvn\/maven\.config)$/,
    /testFailureIgnore|skip(?:IT|Test|ExecTest|Surefire)|maven\.test|failIfNo|<skip>|<(?:in|ex)clude>[^<]*(?:test|IT\b|\.java|\.class)|<(?:excludedG|g)roups>|haltOn|fails?On|failureIgnore|<minimum>|<phase>none/i,
  ],
  [
    /\.gradle(?:\.kts)?$|(?:^|\/)gradle\.properties$/,
    /ignoreFailures|\bexclude\w*\s*\(?\s*["']|excludeT|includeTests|includeT(?:ags|ests)|failOn|allowFailures|onlyIf|minimum\b|maxWarnings|isEnabled|\benabled\b\s*=|(?:main\.)?haltOn|dependsOn/,
  ],
  [/(?:^|\/)build\.sbt$/, /Test\s*\/\s*test\b|testOptions|testOnly|coverage(?:Minimum|FailOn)|\bskip\b/],
  [/(?:^|\/)mix\.exs$/, /\btest\w*:|["']test|aliases|threshold|warnings_as_errors|exclude/],
  [/(?:^|\/)test_helper\.exs$/, /ExUnit\.(?:start|configure)|\b(?:exclude|include|only|max_failures)\b\s*:/],
  [/(?:^|\/)(?:spec|rails|test)_helper\.rb$/, /filter_run|exclusion|inclusion|minimum_coverage|fail_if_no_examples/],
  [/(?:^|\/)(?:CMakeLists\.txt|CTestTestfile\.cmake)$/, /WILL_FAIL|DISABLED|add_test|SKIP_/],
  [
    /\.(?:cs|fs|vb)proj$|(?:^|\/)Directory\.Build\.(?:props|targets)$/,
    /IsTestProject|VSTest|Threshold|TreatWarningsAsErrors|NoWarn/,
  ],
];

/** Build files and set-ups of tests of which a line that decides over the checks is not what it was. */
export function findTurnedLines(changes: readonly FileChange[]): Objection[] {
  return changes.flatMap(({ path, before, after }): Objection[] => {
    const line = telling.find(([file]) => file.test(path))?.[1];
    if (!line) return [];
    const told = (text: string | null | undefined) =>
      (text ?? '')
        .split('\n')
        .map((one) => one.trim())
        .filter((one) => line.test(one));
    const [old, now] = [told(before?.text), told(after?.text)];
    const shown = now.find((one) => !old.includes(one)) ?? old.find((one) => !now.includes(one));
    if (isDeepStrictEqual(old, now) || (!before && now.length === 0)) return [];
    const what = `This line decides over the checks and may not come, go or change: ${(shown ?? '').slice(0, 100)}`;
    return [{ kind: 'gate-changed', path, what }];
  });
}
