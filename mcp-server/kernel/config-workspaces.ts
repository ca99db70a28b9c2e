import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, { error: 'must be a name of lower-case letters, digits and hyphens, at most 20' });

/** A program that every workspace runs for itself, such as a dev server. */
export const serviceSchema = z
  .strictObject({
    command: z.string().min(1).describe('The shell command that runs it, in the foreground, on the port in `PORT`.'),
    port: z
      .union([name, z.literal(false)], { error: 'must be the name of a port, or false' })
      .describe('Which leased port it answers on, leased even when `ports` does not name it; false for one that answers nobody.')
      .default('web'),
    health: z
      .string()
      .regex(/^\//, { error: 'must be a path such as /health' })
      .describe('A path that answers with a status below 400 once it is ready. Default: a listening port is enough.')
      .optional(),
    restart: z.boolean().default(true).describe('Start it again when it ends, after 1, 2, 4 … seconds.'),
    pauseSeconds: z.int().min(1).max(3600).default(60).describe('The longest pause before it is started again.'),
    startSeconds: z.number().positive().max(3600).default(60).describe('Seconds in which it must be ready.'),
    container: z
      .boolean()
      .default(false)
      .describe('It runs in a container, so another program holds its port. That the port was free before must do as proof.'),
  })
  .describe('A program that every workspace runs for itself.');

/** The settings of one service, with every default filled in. */
export type ServiceSettings = z.output<typeof serviceSchema>;

/** The keys of `fanout.yaml` about what a workspace runs, shares and proves. */
export const workspaceKeys = {
  services: z
    .record(name, serviceSchema)
    .default({})
    .describe('Programs that every workspace runs for itself, by name: see docs/workspaces.md.'),
  proof: z
    .enum(['block', 'warn'])
    .default('block')
    .describe('What a workspace that is not proven ready does: block its task before any model is called, or only warn.'),
  shared: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
    .default([])
    .describe('Variables whose URL or port workspaces share with your checkout on purpose, such as that of a mail catcher.'),
  spares: z
    .int()
    .min(0)
    .max(32)
    .default(4)
    .describe('How many released worktrees are kept, emptied of all but their files of the base, for later ones. 0 for none.'),
  dependencies: z
    .strictObject({
      pool: z.boolean().default(true).describe('Keep installed packages by lockfile and copy them into later workspaces.'),
      links: z
        .boolean()
        .default(false)
        .describe('Where files cannot be cloned, link write-protected ones instead of copying. Not done for root.'),
      overlay: z
        .boolean()
        .default(false)
        .describe(
          'Mount packages of the pool as overlays where Linux allows it, seen only by what fanout runs in the workspace: see docs/workspaces.md.',
        ),
    })
    .prefault({})
    .describe('How packages get into a workspace.'),
};
