import { z } from 'zod';

/** The name of a remote or a branch: never an address, an option or a path that leads out. */
export const deliverName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, { error: 'must be the name of a remote or branch, no address' });

/** What `deliver:` in `fanout.yaml` may say: what becomes of what a run merged. */
export const deliverSchema = z
  .strictObject({
    as: z
      .enum(['branch', 'target', 'pull-requests'])
      .describe(
        'What is done by itself when a run ends: push its branch, fast-forward the base once every task has landed, or open pull requests. Default: nothing leaves this machine and no branch of yours moves.',
      )
      .optional(),
    remote: deliverName.default('origin').describe('The remote that is pushed to.'),
    target: deliverName
      .describe('The branch that pull requests and fast-forwards go to. Default: the one that the run started from.')
      .optional(),
    repository: z
      .string()
      .regex(/^[A-Za-z0-9.-]+\/[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/, { error: 'must be host/owner/name' })
      .describe('The repository on GitHub, as `host/owner/name`. Default: read from the address of the remote.')
      .optional(),
    draft: z.boolean().default(false).describe('Open pull requests as drafts.'),
  })
  .describe('What becomes of what a run merged.');

/** How a run's work is delivered. */
export type DeliverConfig = z.output<typeof deliverSchema>;

/** The ways of delivering. */
export type DeliverWay = NonNullable<DeliverConfig['as']>;
