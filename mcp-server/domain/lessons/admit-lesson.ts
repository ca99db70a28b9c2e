import { describeIssues } from '../../kernel/issues.ts';
import type { Evidence, Lesson, ProvenFault, Provenance, RunId, SessionId, TaskKey } from '../../kernel/model.ts';
import { refuseRelativePath } from '../../kernel/refuse-relative-path.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { changedFiles } from './changed-files.ts';
import { compareRule, type Relation, type Statement } from './compare-rules.ts';
import { findDoubts } from './find-doubts.ts';
import { findProblems } from './find-problems.ts';
import { lessonSchema, type LessonDraft } from './lesson-schema.ts';
import { matches } from './overlap.ts';
import { findHookProblems, findSettingProblems, type RefusedCommand, type Setting } from './remedy.ts';

/** A drafted lesson with the proof that it comes from. */
export interface Candidate {
  /** Both null where a person showed the fault outside of any run. */
  run: RunId | null;
  task: TaskKey | null;
  /** What the drafting session answered, as it stands. */
  answer: unknown;
  session: SessionId;
  /** Where that session's transcript is. */
  directory: string;
  /** A fault whose evidence failed on `brokenAt` and passes on `fixedAt`, both replayed by us. */
  proven: ProvenFault;
  /** The diff from the one to the other. */
  fix: string;
  /** All that sessions are told already about such files. */
  loaded: readonly Statement[];
}

/** A draft that may be written down. */
export interface AdmittedLesson extends Omit<Lesson, 'form'> {
  cause: string;
  /** What else it would have caught, as its drafter says. */
  catches: string;
  /** What the draft offers besides prose. Nothing is known of it until it was replayed. */
  check: Evidence | null;
  hook: RefusedCommand | null;
  setting: Setting | null;
  skill: string | null;
  /** The lesson that it says again, or null. */
  same: string | null;
  /** What it contradicts: `lesson <id>`, or the place of what a person wrote; null where it contradicts nothing. */
  contradicts: string | null;
  /** Why a person is asked before it is used, or null. */
  asks: string | null;
}

/** Admits a draft as a lesson, or says all that is wrong with it. Only a reproduced fault with evidence teaches. */
export function admitLesson({
  run,
  task,
  answer,
  session,
  directory,
  proven,
  fix,
  loaded,
}: Candidate): Result<AdmittedLesson, 'answer-invalid' | 'lesson-refused'> {
  const parsed = lessonSchema.safeParse(answer);
  if (!parsed.success) {
    const problems = describeIssues(parsed.error, { schema: lessonSchema, locate: (path) => path.join('.') });
    return fail({
      reason: 'answer-invalid',
      session,
      detail: problems.map(({ message }) => message).join(' '),
      keptAt: directory,
    });
  }
  const { finding, brokenAt, fixedAt, source = 'review', reviewer = null } = proven;
  const { evidence } = finding;
  const {
    rule,
    why,
    paths,
    cause = 'knowledge',
    catches = '',
    check = null,
    hook = null,
    setting = null,
    skill = null,
  } = parsed.data;
  const draft = { rule: rule.trim(), why: why.trim(), paths };
  const relation = relationOf(parsed.data, { loaded, cited: finding.lesson ?? null });
  const problems = [...findProblems(draft), ...findUnproven(proven), ...findCheckProblems(check)];
  // A reviewer names the file of the fault; of what a command showed, only the fix tells where it was.
  const places = source === 'review' ? [finding.file] : [finding.file, ...changedFiles(fix)];
  if (!paths.some((glob) => places.some((place) => matches(glob, place))))
    problems.push(`paths: none matches ${finding.file}, where the fault was`);
  if (cause === 'slip') problems.push('it was a slip, which no rule prevents');
  if (problems.length > 0 || !evidence) return fail({ reason: 'lesson-refused', task: task ?? null, problems });
  const doubts = findDoubts(draft, fix);
  const provenance: Provenance = {
    source,
    run,
    task,
    reviewer,
    finding: finding.id,
    title: finding.title,
    brokenAt,
    fixedAt,
    evidence: evidence.command,
  };
  const lesson: AdmittedLesson = {
    id: finding.id,
    ...draft,
    cause,
    catches: sayable(catches),
    check,
    hook: findHookProblems(hook).length > 0 ? null : hook,
    setting: findSettingProblems(setting).length > 0 ? null : setting,
    skill,
    same: null,
    contradicts: null,
    asks: doubts.length > 0 ? doubts.join('; ') : null,
    provenance,
  };
  return relateLesson(lesson, relation);
}

/**
 * The lesson as what is written down already makes it: counted as the lesson that says the same, refused where a person wrote
 * the same, or waiting for a person who says which of two opposites holds.
 */
export function relateLesson(lesson: AdmittedLesson, relation: Relation): Result<AdmittedLesson, 'lesson-refused'> {
  if (relation.kind === 'new') return ok(lesson);
  const { place, text, lesson: id } = relation.with;
  if (relation.kind === 'contradicts') {
    const asks = [lesson.asks, `it contradicts ${place}: ${text}`].filter((one) => one !== null).join('; ');
    return ok({ ...lesson, contradicts: place, asks });
  }
  if (id !== null) return ok({ ...lesson, same: id });
  const problems = [`${place} says it already: ${text}`];
  return fail({ reason: 'lesson-refused', task: lesson.provenance.task ?? null, problems });
}

/** What the words show counts; where they show nothing, what the drafting session and the reviewer named of what they were shown. */
function relationOf(
  { rule, same, contradicts }: LessonDraft,
  { loaded, cited }: { loaded: readonly Statement[]; cited: string | null },
): Relation {
  const byWords = compareRule(rule, loaded);
  if (byWords.kind !== 'new') return byWords;
  const named = (place: string | null | undefined) => loaded.find((statement) => statement.place === place);
  const opposite = named(contradicts);
  if (opposite) return { kind: 'contradicts', with: opposite };
  const twin = named(same) ?? loaded.find(({ lesson }) => lesson !== null && lesson === cited);
  return twin ? { kind: 'same', with: twin } : { kind: 'new' };
}

const findUnproven = ({ finding, brokenAt, fixedAt }: Candidate['proven']): string[] => [
  ...(finding.status === 'reproduced' && finding.evidence ? [] : ['the fault was never reproduced']),
  ...(brokenAt === fixedAt ? ['no commit mended the fault'] : []),
];

const findCheckProblems = (check: Evidence | null): string[] =>
  (check?.files ?? []).flatMap(({ path }) => {
    const problem = refuseRelativePath(path);
    return problem === null ? [] : [`check: ${JSON.stringify(path)}: ${problem}`];
  });

// It is told to people and rendered nowhere, yet what hides something is not kept.
const sayable = (catches: string): string =>
  catches !== '' && findProblems({ rule: catches, why: catches, paths: [] }).length > 0 ? '' : catches.trim();
