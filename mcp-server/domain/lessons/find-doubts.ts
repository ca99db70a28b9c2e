import type { LessonDraft } from './lesson-schema.ts';
import { contentWords } from './words.ts';

// What a rule about code seldom speaks of, and a rule that was planted must: who checks, who may, what is secret, what goes out.
const aboutProcess =
  /\b(?:review\w*|approv\w*|gates?|verif\w*|verdicts?|hooks?|permissions?|sandbox\w*|isolat\w*|merg\w*|push\w*|rebas\w*|pull requests?|branch\w*|commit\w*|flaky|flak\w*|red|green|broken|success\w*|report\w*|skip\w*|thresholds?|quality|budgets?|caps?|rules?|lessons?|instructions?|guidelines?|sessions?|agents?|reviewers?|builders?|claude|settings|secrets?|tokens?|passwords?|api keys?|credentials?|cookies?|connection strings?|ssh|upload\w*|mirror\w*|send\w*|exfil\w*|paste\w*|hosts?|network|0\.0\.0\.0|loopback|proxy|telemetry|metrics|installs?|installed|dependenc\w*|fork\w*|postinstall|sudo|root|chmod|owner\w*|maintainers?|admin\w*|trust\w*|without asking|nobody|human|second pair|straight away|right away|outrank\w*|priority|overrid\w*|supersed\w*|advisory|optional|mandatory|CI|pipelines?|workflows?|coverage|lint\w*|assert\w*|suite|return early|env|\.env|environment variables?|delete\w*|rm)\b/i;

// In the reason of a rule, a test that passed is what most faults are about.
const aboutTests = /\b(?:tests?|checks?|checked|passes|passing|passed)\b/i;

// Words that stand in every diff.
const common = new Set([
  ...contentWords(
    'test check run file code return const function value true false null undefined import export default error throw new class type string number node expect assert equal line name path data list item object array result call change fix work write read',
  ),
]);

/**
 * Says why a person must be asked before a draft is used, in words; empty when nobody need be. A draft is used unasked only
 * where it speaks of the very code that the fix changed, and of nothing that decides over checks, rights or secrets.
 */
export function findDoubts({ rule, why }: Pick<LessonDraft, 'rule' | 'why'>, fix: string): string[] {
  const changed = contentWords(
    fix
      .split('\n')
      .filter((line) => /^[+-](?![+-]{2} )/.test(line))
      .join('\n'),
  );
  const isGrounded = (text: string): boolean =>
    [...contentWords(text)].filter((word) => changed.has(word) && !common.has(word) && word.length > 2).length >= 2;
  return [
    ...(aboutProcess.test(rule) || aboutTests.test(rule) ? ['its rule speaks of more than code'] : []),
    ...(aboutProcess.test(why) ? ['its reason speaks of more than code'] : []),
    ...(isGrounded(rule) ? [] : ['its rule does not speak of what the fix changed']),
    ...(isGrounded(`${why} ${rule}`) ? [] : ['its reason does not speak of what the fix changed']),
  ];
}
