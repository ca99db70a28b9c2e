import { z } from 'zod';

/** What a planning session answers with. */
export const planSchema = z.strictObject({
  summary: z.string().max(4_000).describe('What will be done, in a few sentences.'),
  paths: z.array(z.string().max(500)).max(200).describe('Files that will be created or changed, relative to the repository.'),
  steps: z.array(z.string().max(2_000)).max(100).describe('The steps, in order.'),
  checks: z.array(z.string().max(500)).max(50).describe('Commands that will show that it works.'),
  risks: z.array(z.string().max(2_000)).max(50).describe('What could go wrong, and what other work it could collide with.'),
});
