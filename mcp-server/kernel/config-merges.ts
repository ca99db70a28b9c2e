import { z } from 'zod';

/** What `merges:` in `fanout.yaml` may say: how reviewed work lands. */
export const mergesSchema = z
  .strictObject({
    batch: z
      .int()
      .min(1)
      .max(64)
      .default(8)
      .describe('How many tasks that are ready at the same time are tested and landed together.'),
    separate: z
      .boolean()
      .default(true)
      .describe('Keep tasks apart that would probably collide, by the paths that they declare and plan and by past changes.'),
    regenerate: z
      .array(
        z.strictObject({
          paths: z.array(z.string().min(1)).min(1).describe('Globs of the files that the command writes.'),
          command: z.string().min(1).describe('Writes them anew from the merged sources; runs in a checkout of the merge.'),
        }),
      )
      .default([])
      .describe('Generated files that are made anew where two tasks changed them. Known lockfiles need no entry.'),
    migrations: z
      .array(z.string().min(1))
      .default([])
      .describe('Globs of numbered migrations. Of two tasks that took the same number, the later one gets the next free one.'),
  })
  .describe('How reviewed work lands.');

/** How the merges of a run are made. */
export type MergeConfig = z.output<typeof mergesSchema>;
