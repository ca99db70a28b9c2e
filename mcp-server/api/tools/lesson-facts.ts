import { z } from 'zod';
import type { LessonRecord } from '../../domain/lessons/lesson-book.ts';

/** A lesson, by its id. */
export const lessonField = z.string().min(4).max(64).describe('The id of a lesson, or its first letters.');

/** The branch whose lessons are meant. */
export const onField = z.string().min(1).optional().describe('A branch. Default: the one that is checked out.');

/** What is told of a lesson. */
export const lessonOutput = z.strictObject({
  lesson: z.string(),
  state: z.string(),
  form: z.string(),
  rule: z.string(),
  paths: z.array(z.string()),
  recurrences: z.int(),
});

/** A lesson as agents need it. */
export const lessonFacts = ({ id, state, form, rule, paths, recurrences }: LessonRecord): z.input<typeof lessonOutput> => ({
  lesson: id,
  state,
  form,
  rule,
  paths,
  recurrences: recurrences.length,
});
