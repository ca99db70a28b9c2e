import { refuseRelativePath } from '../../kernel/refuse-relative-path.ts';
import { hasHidden } from '../reviews/hidden-characters.ts';
import { mostCharacters, type LessonDraft } from './lesson-schema.ts';

/**
 * Says why a draft may not be a rule, in words; empty when it may. This refuses what is plainly wrong. It cannot see through
 * a paraphrase, so a rule never has authority either: its file says that it changes no permission, check, review or budget.
 */
export function findProblems({ rule, why, paths }: LessonDraft): string[] {
  return [
    ...findTextProblems(rule).map((problem) => `rule: ${problem}`),
    ...findTextProblems(why).map((problem) => `why: ${problem}`),
    ...paths.flatMap((path) =>
      isPlainGlob(path) ? [] : [`paths: ${JSON.stringify(path)} is no plain glob below the repository`],
    ),
  ];
}

const giveUp = 'skip|disable|bypass|ignore|override|disregard|turn off|weaken|relax|delete|remove|lower|suppress|comment out';
const guard =
  'tests?|specs?|checks?|reviews?|reviewers?|gates?|hooks?|lint(?:er|ing)?|sandbox|permissions?|verification|assertions?|thresholds?|coverage|guards?|rules?|lessons?|instructions?';
// A verb that gives up with a guard as its object: at most three words between them, none of which turns to something else.
const givesUpGuard = new RegExp(
  String.raw`\b(?:${giveUp})(?:\s+(?!(?:before|after|in|to|so|when|if|by|from|with|on|for|until|that)\b)[\w'-]+){0,3}\s+(?:${guard})\b`,
  'i',
);

const refused: [RegExp, string][] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/|\bwww\./i, 'it holds a URL'],
  [/<!--|<\/?[a-z][^>]*>/i, 'it holds HTML'],
  [/\]\(|^\s*\[[^\]]+\]:/, 'it holds a link'],
  [/(?:^|\s)@[\w./~-]/, 'it imports a file'],
  [/[\r\n\t]/, 'it is more than one line'],
  [/^\s*(?:#|~~~|---|[-*]\s)|```/, 'it holds markup'],
  [givesUpGuard, 'it asks to relax a test, a check, a review or a rule'],
  [
    /--no-verify|--force\b|dangerously|bypassPermissions|core\.hooksPath|--no-sandbox|\|\s*(?:ba|z)?sh\b|chmod\s+777/i,
    'it holds a command that lifts a safeguard',
  ],
  [
    /\b(?:report|treat|count|mark|regard)\b[^.]{0,60}\b(?:success|passed|passing|green|approved|flaky)\b/i,
    'it says how a failure is to be reported',
  ],
  [/[A-Za-z0-9+/]{60,}/, 'it holds a block of encoded text'],
];

function findTextProblems(text: string): string[] {
  const asked = withoutForbidden(text);
  return [
    ...(text.trim() === '' ? ['it is empty'] : []),
    ...(text.length > mostCharacters ? [`it is longer than ${mostCharacters} characters`] : []),
    ...(hasHidden(text) ? ['it holds characters that nobody sees'] : []),
    ...refused.flatMap(([pattern, problem]) => (pattern.test(pattern === givesUpGuard ? asked : text) ? [problem] : [])),
  ];
}

// "Do not skip the review" and "never delete fixtures" ask for the opposite of what their words are refused for.
const withoutForbidden = (text: string): string => text.replace(/\b(?:do not|don't|never|must not|without)\s+\S+/gi, '');

const isPlainGlob = (path: string): boolean => refuseRelativePath(path) === null && !hasHidden(path) && !path.startsWith('!');
