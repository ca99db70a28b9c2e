import { resolve } from 'node:path';
import { z } from 'zod';
import { openWorktree } from '../../domain/coordination/by-hand/open-worktree.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { fromField, portsOutput, runField, taskField } from './fields.ts';

/** Makes a worktree to work in by hand. */
export const worktreeCreate = defineTool({
  name: 'worktree_create',
  title: 'Create a worktree with ports and dependencies',
  description:
    'Makes a worktree beside the repository, on a branch of its own, with leased ports and its dependencies installed. Worktrees with the same `run` merge to the same branch; leave it out for a new one. Said twice with the same `run` and `name` it is the same worktree.',
  effect: 'creates',
  input: z.strictObject({
    name: taskField.describe('Names the worktree and its branch.'),
    run: runField.optional(),
    base: z.string().min(1).optional().describe('Branch or commit. Default: what the run has merged, else what is checked out.'),
    setup: z.boolean().default(true).describe('Install dependencies.'),
    from: fromField,
  }),
  output: z.strictObject({
    run: z.string(),
    path: z.string(),
    branch: z.string(),
    base: z.string(),
    ports: portsOutput,
    setupOutput: z.string(),
  }),
  run: async ({ name, run, base, setup, from }, { infra, cwd, signal }) => {
    const opened = await openWorktree(infra, { from: resolve(cwd, from ?? '.'), name, run, base, setup, signal });
    if (!opened.ok) return opened;
    const { path, branch, base: commit, ports } = opened.value.workspace;
    return ok({ run: opened.value.run, path, branch, base: commit, ports, setupOutput: opened.value.setupOutput });
  },
  say: ({ path, branch }) => `Created ${branch} at ${path}.`,
});
