import { changedFiles } from './changed-files.ts';
import type { LessonDraft } from './lesson-schema.ts';
import { plainWords } from './plain-words.ts';
import { contentWords } from './words.ts';

// What a rule about code seldom speaks of, and a rule that was planted must: who checks, who may, what is secret, what goes out.
const aboutProcess =
  /\b(?:review\w*|approv\w*|gates?|verif\w*|verdicts?|hooks?|permissions?|sandbox\w*|isolat\w*|merg\w*|push\w*|rebas\w*|pull requests?|branch\w*|commit\w*|flaky|flak\w*|red|green|broken|success\w*|report\w*|skip\w*|thresholds?|quality|budgets?|caps?|rules?|lessons?|instructions?|guidelines?|sessions?|agents?|reviewers?|builders?|claude|settings|secrets?|tokens?|passwords?|api keys?|credentials?|cookies?|connection strings?|ssh|upload\w*|mirror\w*|send\w*|exfil\w*|paste\w*|hosts?|network|0\.0\.0\.0|loopback|proxy|telemetry|metrics|installs?|installed|dependenc\w*|fork\w*|postinstall|sudo|root|chmod|owner\w*|maintainers?|admin\w*|trust\w*|without asking|nobody|human|second pair|straight away|right away|outrank\w*|priority|overrid\w*|supersed\w*|advisory|optional|mandatory|CI|pipelines?|workflows?|coverage|lint\w*|assert\w*|suite|return early|env|\.env|environment variables?|delete\w*|rm)\b/i;

// In the reason of a rule, a test that passed is what most faults are about.
const aboutTests = /\b(?:tests?|checks?|checked|pass|passes|passing|passed)\b/gi;

// Words that stand in every diff.
const common = new Set([
  ...contentWords(
    'test check run file code return const function value true false null undefined import export default error throw new class type string number node expect assert equal line name path data list item object array result call change fix work write read',
  ),
]);

// A reason tells what happened, and names things of the world that no list of words holds. One that tells something else, or goes
// on to say what is to be done, has no need of them.
const mostStrange = { report: 2, other: 1 };
const past =
  /\b(?:was|were|had|did|could|became|began|broke|came|fell|found|gave|held|kept|led|lost|met|ran|sent|stood|took|went|wrote|\w{2,}ed)\b/i;
const instruction =
  /[,;:.]\s+(?:(?:so|then|and|or|please)\s+)?[a-z]+\s+(?:the|it|its|that|this|these|them|our|your|a|an|all|any|every|what)\b/i;

/**
 * Says why a person must be asked before a draft is used, in words; empty when nobody need be. A draft is used unasked only
 * where it is said in the names of the very code that the fix changed and in plain words about code, and speaks of nothing that
 * decides over checks, rights or secrets. All else is the exception, whoever wrote it.
 */
export function findDoubts({ rule, why }: Pick<LessonDraft, 'rule' | 'why'>, fix: string): string[] {
  const changed = contentWords(`${changedCode(fix)}\n${changedNames(fix)}`);
  const isGrounded = (text: string): boolean => {
    const shared = [...contentWords(text)].filter((word) => changed.has(word) && word.length > 2);
    return shared.length >= 2 || shared.some((word) => !common.has(word));
  };
  const strange = (text: string): string[] =>
    [...contentWords(text)].filter((word) => !changed.has(word) && !plainWords.has(word) && !/\d/.test(word));
  const strangeInRule = strange(rule);
  return [
    ...(aboutProcess.test(rule) || rule.search(aboutTests) >= 0 ? ['its rule speaks of more than code'] : []),
    ...(aboutProcess.test(why) ? ['its reason speaks of more than code'] : []),
    ...(isGrounded(rule) ? [] : ['its rule does not speak of what the fix changed']),
    ...(strangeInRule.length > 0 ? [`its rule has words that are no plain words about code: ${strangeInRule.join(', ')}`] : []),
    ...(strange(why.replace(aboutTests, '')).length > mostStrange[isReport(why) ? 'report' : 'other']
      ? ['its reason has words that are no plain words about code']
      : []),
  ];
}

const isReport = (why: string): boolean => past.test(why) && !instruction.test(why);

/** The names of the code files that a fix changed. */
const changedNames = (fix: string): string =>
  changedFiles(fix)
    .filter((path) => !prose.test(path))
    .join('\n');

const prose = /\.(?:md|mdx|txt|rst|adoc|html?|csv|json|ya?ml|toml|lock)$/i;

/** The code of the lines that a fix changed, without comments and texts: in those anybody may have written anything. */
function changedCode(fix: string): string {
  let isProse = false;
  const lines = fix.split('\n').filter((line) => {
    if (/^(?:\+\+\+|---) /.test(line)) isProse = prose.test(line.trim());
    return !isProse && /^[+-](?![+-]{2} )/.test(line);
  });
  return lines
    .map((line) => line.slice(1))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\/|"""[\s\S]*?"""/g, ' ')
    .replace(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g, ' ')
    .replace(/(?:\/\/|#|--\s).*$/gm, ' ');
}
