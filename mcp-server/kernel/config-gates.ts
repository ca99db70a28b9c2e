import { z } from 'zod';

const globs = z.array(z.string().min(1)).default([]);

/** What `gates:` in `fanout.yaml` may say: how far the gates are kept from the sessions that must pass them. */
export const gatesSchema = z
  .strictObject({
    protect: globs.describe('More globs of files that no task may change, besides CI, hooks, agent settings and gate scripts.'),
    allow: globs.describe('Globs of files that tasks may change although they are protected, and in which tests may go.'),
    weakened: z
      .enum(['fix', 'ask'])
      .default('fix')
      .describe(
        'What becomes of a change that weakens a gate: `fix` sends it back to its builder, `ask` blocks it for a person.',
      ),
    floors: z
      .boolean()
      .default(true)
      .describe('No task may pass fewer tests, or skip more, than the commit that it starts from.'),
    junit: globs.describe('Globs of JUnit reports that the checks write, for runners whose output names no counts.'),
  })
  .describe('How the checks are kept from being talked round.');

/** How the gates of a run are guarded. */
export type GateConfig = z.output<typeof gatesSchema>;
