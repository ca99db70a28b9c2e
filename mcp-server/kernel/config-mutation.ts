import { z } from 'zod';

/** What `mutation:` in `fanout.yaml` may say: whether tests notice when a changed line is broken on purpose. */
export const mutationSchema = z
  .strictObject({
    tool: z.literal('stryker').describe('StrykerJS, as the repository has it installed: `@stryker-mutator/core`.'),
    paths: z
      .array(z.string().min(1))
      .min(1)
      .default(['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'])
      .describe('Globs of the files whose changed lines are mutated. Tests never are.'),
    survivors: z
      .enum(['show', 'fix'])
      .default('show')
      .describe('What becomes of mutants that no test noticed: they are shown, or sent to the builder once.'),
    minutes: z.number().positive().max(240).default(15).describe('Minutes after which it is ended.'),
  })
  .describe('A mutation check on the changed lines, after the checks passed. Off where it is not named.');

/** How the changed lines of a run are mutated. */
export type MutationConfig = z.output<typeof mutationSchema>;
