import { z } from 'zod';
import { lessonsHere } from '../../domain/coordination/lessons-here.ts';
import { findLesson, moveLesson } from '../../domain/lessons/move-lesson.ts';
import { isProse } from '../../domain/lessons/remedy.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { ToolContext } from './define-tool.ts';
import { lessonField, onField } from './lesson-facts.ts';

/** What the tools that take a lesson out are given, and what they answer. */
export const takeInput = z.strictObject({
  lesson: lessonField,
  because: z.string().min(1).max(280).describe('Why, for the ledger and the commit.'),
  on: onField,
});
/** The lesson, its state and the commit that took it out. */
export const takenOutput = z.strictObject({ lesson: z.string(), state: z.string(), commit: z.string(), changed: z.boolean() });

/** Takes a lesson's prose out in a commit of its own. A lesson that is a check is a gate, and only a person lifts a gate. */
export async function takeLesson(
  { infra, cwd }: Pick<ToolContext, 'infra' | 'cwd'>,
  { lesson, because, on }: z.output<typeof takeInput>,
): Promise<Result<z.input<typeof takenOutput>>> {
  const here = await lessonsHere({ from: cwd, on });
  if (!here.ok) return here;
  const found = findLesson(here.value.book, lesson);
  if (!found.ok) return found;
  const { id, form } = found.value;
  if (!isProse({ form }))
    return fail({ reason: 'not-agreed', what: `\`fanout lessons retire ${id}\` lifts a ${form}, so a person runs it.` });
  const moved = await moveLesson(infra, here.value, { id, to: 'retired', because, by: 'house' });
  return moved.ok
    ? ok({ lesson: id, state: moved.value.lesson.state, commit: moved.value.commit, changed: moved.value.changed })
    : moved;
}
