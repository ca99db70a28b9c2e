import { resolve } from 'node:path';
import { z } from 'zod';
import { branchByHand } from '../../domain/coordination/by-hand/branch-by-hand.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { databaseField, worktreeField } from './fields.ts';

/** Gives a worktree private copies of databases. */
export const databaseBranch = defineTool({
  name: 'database_branch',
  title: 'Branch databases for a worktree',
  description:
    'Gives a worktree a private copy of each database that fanout.yaml names, migrated and proven to be its own. Those that it has are answered as they are. The source is never changed.',
  effect: 'creates',
  input: z.strictObject({ worktree: worktreeField, name: databaseField }),
  output: z.strictObject({
    databases: z.array(z.strictObject({ name: z.string(), kind: z.string(), variable: z.string(), url: z.string() })),
  }),
  run: async ({ worktree, name }, { infra, cwd, signal, progress }) => {
    progress('databases are copied');
    const branched = await branchByHand(infra, { path: resolve(cwd, worktree), name, signal });
    if (!branched.ok) return branched;
    return ok({ databases: branched.value.map(({ name, kind, variable, url }) => ({ name, kind, variable, url })) });
  },
  say: ({ databases }) =>
    databases.map(({ name, variable }) => `${name} in ${variable}`).join(', ') || 'fanout.yaml names no database.',
});
