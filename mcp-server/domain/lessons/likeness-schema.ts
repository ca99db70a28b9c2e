import { z } from 'zod';

/** What a comparing session answers. */
export const likenessSchema = z.strictObject({
  relation: z
    .enum(['new', 'same', 'contradicts'])
    .describe('same: whoever follows the one follows the other. contradicts: nobody can follow both. new: anything else.'),
  number: z.int().min(0).describe('The number of the statement that it says again or contradicts; 0 when it is new.'),
});

/** A comparing session's answer, checked. */
export type Likeness = z.output<typeof likenessSchema>;

/** The answer's schema as `claude --json-schema` takes it. */
export const likenessJsonSchema = z.toJSONSchema(likenessSchema);
