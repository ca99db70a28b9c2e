import { lessonsHere, type LessonsHere } from '../../../domain/coordination/lessons-here.ts';
import { deliverLesson } from '../../../domain/lessons/deliver-lesson.ts';
import { findLesson } from '../../../domain/lessons/move-lesson.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { lessonText } from '../say/lessons.ts';
import { agrees } from '../terminal/ask.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { short } from '../terminal/units.ts';

/** `fanout lessons deliver`: after a yes, one lesson of a run is a commit on another branch. */
export async function deliverOne(
  { terminal, cwd, open }: Context,
  learnt: LessonsHere,
  { id, into, yes, json }: { id: string; into?: string | undefined; yes: boolean; json: boolean },
): Promise<Result<Outcome>> {
  const infra = await open();
  if (!infra.ok) return infra;
  const found = findLesson(learnt.book, id);
  if (!found.ok) return found;
  const home = await lessonsHere({ from: cwd, on: into });
  if (!home.ok) return home;
  const text = lessonText(found.value);
  const isSession = infra.value.environment['FANOUT_SESSION'] !== undefined;
  if (!json && !yes) terminal.print(text);
  if (isSession || (!yes && !(await agrees(terminal, 'Deliver it?')))) return fail({ reason: 'not-agreed', what: text });
  const { repository, commit: from } = learnt;
  const wish = { repository, from, id, into: into === undefined ? null : home.value.target, base: home.value.commit };
  const delivered = await deliverLesson(infra.value, { ...wish, isAgreed: true });
  if (!delivered.ok) return delivered;
  const { target, commit, lesson } = delivered.value;
  const branch = target.replace('refs/heads/', '');
  const facts = { lesson: lesson.id, state: lesson.state, branch, commit };
  terminal.print(
    json ? JSON.stringify(facts) : `Lesson ${lesson.id} stands on ${branch} (${lesson.state}), by commit ${short(commit)}.`,
  );
  return ok('done');
}
