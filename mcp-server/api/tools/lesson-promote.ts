import { z } from 'zod';
import { lessonsHere } from '../../domain/coordination/lessons-here.ts';
import { findLesson } from '../../domain/lessons/move-lesson.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { lessonField, onField } from './lesson-facts.ts';

/** Says how a lesson is promoted. */
export const lessonPromote = defineTool({
  name: 'lesson_promote',
  title: 'Ask a person to promote a lesson',
  description: 'Promoting a lesson needs a yes that no agent can give. Answers the lesson and the command for the person to run.',
  effect: 'reads',
  input: z.strictObject({ lesson: lessonField, on: onField }),
  output: z.strictObject({ lesson: z.string(), rule: z.string(), asks: z.string().nullable(), command: z.string() }),
  run: async ({ lesson, on }, { cwd }) => {
    const here = await lessonsHere({ from: cwd, on });
    if (!here.ok) return here;
    const found = findLesson(here.value.book, lesson);
    if (!found.ok) return found;
    const command = `fanout lessons promote ${found.value.id}${on === undefined ? '' : ` --on ${on}`}`;
    const { id, rule, asks } = found.value;
    return ok({ lesson: id, rule, asks, command });
  },
  say: ({ lesson, command }) => `Lesson ${lesson} is promoted by a person: ${command}`,
});
