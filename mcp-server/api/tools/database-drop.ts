import { resolve } from 'node:path';
import { z } from 'zod';
import { dropByHand } from '../../domain/coordination/by-hand/branch-by-hand.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { databaseField, worktreeField } from './fields.ts';

/** Drops a worktree's copies of databases. */
export const databaseDrop = defineTool({
  name: 'database_drop',
  title: 'Drop database branches',
  description: 'Drops the database branches of a worktree with all that was written to them. Sources and other branches stay.',
  effect: 'destroys',
  input: z.strictObject({
    worktree: worktreeField,
    name: databaseField,
    forget: z.boolean().default(false).describe('Only forget them: for a server that is gone for good.'),
  }),
  output: z.strictObject({ dropped: z.array(z.string()) }),
  run: async ({ worktree, name, forget }, { infra, cwd }) => {
    const dropped = await dropByHand(infra, { path: resolve(cwd, worktree), name, forget });
    return dropped.ok ? ok({ dropped: dropped.value }) : dropped;
  },
  say: ({ dropped }) => (dropped.length === 0 ? 'There was no database branch.' : `Dropped ${dropped.join(', ')}.`),
});
