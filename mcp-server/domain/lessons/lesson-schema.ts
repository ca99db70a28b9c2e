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
  cause: z
    .enum(['knowledge', 'ignored', 'check', 'environment', 'spec', 'slip'])
    .optional()
    .describe(
      'Why it came about: knowledge was missing, a rule was ignored, a check is missing, the environment, an unclear spec, or a slip that no rule prevents.',
    ),
  catches: z
    .string()
    .max(mostCharacters)
    .optional()
    .describe('What else it would have caught: other places of this repository, or changes that are likely. Empty when none.'),
  check: z
    .strictObject({
      command: z.string().min(1).max(1000),
      files: z.array(z.strictObject({ path: z.string().min(1).max(120), content: z.string().max(20_000) })).max(4),
    })
    .nullable()
    .optional()
    .describe('A check that fails wherever this class of fault is, or null when no command can tell.'),
  hook: z
    .strictObject({ command: z.string().max(120), instead: z.string().max(120) })
    .nullable()
    .optional()
    .describe('Where running a command brought the fault: its first words, and what to run instead. Otherwise null.'),
  setting: z
    .strictObject({ name: z.string().max(40), value: z.string().max(80) })
    .nullable()
    .optional()
    .describe('Where the environment was the fault: a variable that makes the evidence pass without the fix. Otherwise null.'),
  same: z.string().max(200).nullable().optional().describe('The place of the rule that says this already, or null.'),
  contradicts: z.string().max(200).nullable().optional().describe('The place of a rule that says the opposite, or null.'),
  skill: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .nullable()
    .optional()
    .describe(
      'The skill of this repository that it belongs to, where sessions would look for it there. In a plugin also its own.',
    ),
});

/** A drafted lesson, checked but not yet admitted. */
export type LessonDraft = z.output<typeof lessonSchema>;

/** The answer's schema as `claude --json-schema` takes it. */
export const lessonJsonSchema = z.toJSONSchema(lessonSchema);
