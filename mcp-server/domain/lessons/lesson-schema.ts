import { z } from 'zod';

/** The longest rule and the longest reason. What needs more words is a document, not a rule. */
export const mostCharacters = 280;

/** What a drafting session answers. */
export const lessonSchema = z.strictObject({
  rule: z
    .string()
    .min(1)
    .max(mostCharacters)
    .describe('What to do, in one or two sentences of plain text, for whoever writes such code next.'),
  why: z.string().min(1).max(mostCharacters).describe('What went wrong without it, in one or two sentences of plain text.'),
  paths: z
    .array(z.string().min(1).max(120))
    .min(1)
    .max(8)
    .describe('Globs of the files that it is about, relative to the repository root, as narrow as the rule allows.'),
});

/** A drafted lesson, checked but not yet admitted. */
export type LessonDraft = z.output<typeof lessonSchema>;

/** The answer's schema as `claude --json-schema` takes it. */
export const lessonJsonSchema = z.toJSONSchema(lessonSchema);
