import picomatch from 'picomatch';
import { describeIssues } from '../../kernel/issues.ts';
import type { Commit, Finding, Lesson, RunId, SessionId, TaskKey } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { findProblems } from './find-problems.ts';
import { lessonSchema } from './lesson-schema.ts';

/** A drafted lesson with the proof that it comes from. */
export interface Candidate {
  run: RunId;
  task: TaskKey;
  /** What the drafting session answered, as it stands. */
  answer: unknown;
  session: SessionId;
  /** Where that session's transcript is. */
  directory: string;
  /** A fault whose evidence failed on `brokenAt` and passes on `fixedAt`, both replayed by us. */
  proven: { finding: Finding; brokenAt: Commit; fixedAt: Commit };
}

/** Admits a draft as a lesson, or says all that is wrong with it. Only a reproduced fault with evidence teaches. */
export function admitLesson({
  run,
  task,
  answer,
  session,
  directory,
  proven,
}: Candidate): Result<Lesson, 'answer-invalid' | 'lesson-refused'> {
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
  const { finding, brokenAt, fixedAt } = proven;
  const { evidence } = finding;
  const draft = { ...parsed.data, rule: parsed.data.rule.trim(), why: parsed.data.why.trim() };
  const problems = [...findProblems(draft), ...findUnproven(proven)];
  if (!draft.paths.some((glob) => picomatch(glob, { dot: true })(finding.file))) {
    problems.push(`paths: none matches ${finding.file}, where the fault was`);
  }
  if (problems.length > 0 || !evidence) return fail({ reason: 'lesson-refused', task, problems });
  const provenance = { run, task, finding: finding.id, title: finding.title, brokenAt, fixedAt, evidence: evidence.command };
  return ok({ id: lessonId(finding), ...draft, provenance });
}

/** The id of the lesson that a finding teaches: the same fault teaches once. */
export const lessonId = (finding: Pick<Finding, 'id'>): string => finding.id;

const findUnproven = ({ finding, brokenAt, fixedAt }: Candidate['proven']): string[] => [
  ...(finding.status === 'reproduced' && finding.evidence ? [] : ['the fault was never reproduced']),
  ...(brokenAt === fixedAt ? ['no commit mended the fault'] : []),
];
