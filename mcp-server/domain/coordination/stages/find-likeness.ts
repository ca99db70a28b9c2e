import { fail, ok, type Result } from '../../../kernel/result.ts';
import { relateLesson, type AdmittedLesson } from '../../lessons/admit-lesson.ts';
import { likenessBrief } from '../../lessons/likeness-brief.ts';
import { compareRule, type Relation, type Statement } from '../../lessons/compare-rules.ts';
import { likenessJsonSchema, likenessSchema, type Likeness } from '../../lessons/likeness-schema.ts';
import { keepLikeness, keptLikeness } from '../../lessons/kept-likeness.ts';
import { nearest } from '../../lessons/nearest.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from '../work/attempt.ts';
import { runSession } from '../work/run-session.ts';
import { workspaceOf } from './workspace-of.ts';

// A light model still keeps this many one-line statements apart; what is further away by its words is about something else.
const mostStatements = 40;

/**
 * Has a light session say whether an admitted lesson is written down already, or contradicts what is, in other words than a
 * look at words can tell. It sees the rule and the statements alone; its answer is kept. What nobody could compare is asked.
 */
export async function findLikeness(
  attempt: Attempt,
  state: TaskState,
  { lesson, loaded }: { lesson: AdmittedLesson; loaded: readonly Statement[] },
): Promise<Result<AdmittedLesson>> {
  if (lesson.same !== null || lesson.contradicts !== null) return ok(lesson);
  const byWords = compareRule(lesson.rule, loaded);
  const statements = nearest(lesson.rule, loaded, mostStatements);
  if (byWords.kind !== 'new' || statements.length === 0) return relateLesson(lesson, byWords);
  const answer = await answerOf(attempt, state, { lesson, statements });
  if (!answer.ok) return answer;
  const relation = answer.value ? relationOf(answer.value, statements) : null;
  if (relation) return relateLesson(lesson, relation);
  const asks = [lesson.asks, 'nobody could compare it with what is written down'].filter((one) => one !== null).join('; ');
  return ok({ ...lesson, asks });
}

async function answerOf(
  attempt: Attempt,
  state: TaskState,
  { lesson, statements }: { lesson: AdmittedLesson; statements: readonly Statement[] },
): Promise<Result<Likeness | null>> {
  const { infra, run, task } = attempt;
  const question = { rule: lesson.rule, statements };
  const kept = keptLikeness(infra, run.repository, question);
  if (kept) return ok(kept);
  const workspace = workspaceOf(state);
  const outcome = await runSession(attempt, state, {
    stage: 'learn',
    brief: likenessBrief({ run: run.run, task: task.key, attempt: state.attempt, ...question }),
    cwd: workspace.path,
    environment: workspace.environment,
    schema: likenessJsonSchema,
    tools: { allow: [], readOnly: true },
    about: `${lesson.provenance.finding}:likeness`,
  });
  if (!outcome.ok) return outcome.failure.reason === 'answer-invalid' ? ok(null) : fail(outcome.failure);
  const parsed = likenessSchema.safeParse(outcome.value.structured);
  if (!parsed.success) return ok(null);
  keepLikeness(infra, run.repository, { ...question, answer: parsed.data });
  return ok(parsed.data);
}

/** What an answer comes to; null where it names no statement. */
function relationOf({ relation, number }: Likeness, statements: readonly Statement[]): Relation | null {
  if (relation === 'new') return { kind: 'new' };
  const named = statements[number - 1];
  return named ? { kind: relation, with: named } : null;
}
