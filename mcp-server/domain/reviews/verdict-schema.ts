import { z } from 'zod';
import { describeIssues } from '../../kernel/issues.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

// The bounds keep one answer within a few screens: what a person cannot read, nobody judges.
const evidence = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(512).describe('Relative to the repository root. A new file, such as a test.'),
        content: z.string().max(100_000),
      }),
    )
    .max(10),
  command: z
    .string()
    .min(1)
    .max(2000)
    .describe('A shell command, run at the repository root, that exits non-zero because of this fault and 0 once it is fixed.'),
});

const finding = z.strictObject({
  severity: z
    .enum(['critical', 'major', 'minor'])
    .describe('critical: loses data, opens a hole, breaks what worked. major: the spec is not met. minor: anything else.'),
  title: z.string().min(1).max(200).describe('The fault in one line, named the same way whenever you see it again.'),
  file: z.string().min(1).max(512).describe('Where the fault is, relative to the repository root.'),
  line: z.int().min(0).describe('The line in the file as reviewed.'),
  what: z.string().min(1).max(4000).describe('What happens, for which input, and what should happen.'),
  lesson: z
    .string()
    .max(64)
    .nullable()
    .optional()
    .describe('The id of the lesson that would have prevented it, from the brief, or null.'),
  origin: z
    .enum(['change', 'spec', 'before'])
    .nullable()
    .optional()
    .describe(
      'change: this change broke it. spec: the spec asks for it. before: it was there before, and the spec does not ask for it.',
    ),
  evidence: evidence.nullable().describe('What fails on this commit, or null when you cannot show it.'),
});

/** What a reviewing session answers. */
export const verdictSchema = z.strictObject({
  summary: z.string().max(4000).describe('What the change does and whether it meets the spec, in a few sentences.'),
  findings: z.array(finding).max(30),
});

/** A reviewer's answer, checked but not yet judged. */
export type ReviewAnswer = z.output<typeof verdictSchema>;

/** One finding as the reviewer states it. */
export type StatedFinding = ReviewAnswer['findings'][number];

/** The answer's schema as `claude --json-schema` takes it. */
export const verdictJsonSchema = z.toJSONSchema(verdictSchema);

/** Reads a reviewer's answer. One that does not fit is a failure, never a pass. */
export function readReviewAnswer(
  answer: unknown,
  about: { session: string; keptAt: string },
): Result<ReviewAnswer, 'answer-invalid'> {
  const parsed = verdictSchema.safeParse(answer);
  if (parsed.success) return ok(parsed.data);
  const problems = describeIssues(parsed.error, { schema: verdictSchema, locate: (path) => path.join('.') });
  return fail({ reason: 'answer-invalid', detail: problems.map(({ message }) => message).join(' '), ...about });
}
