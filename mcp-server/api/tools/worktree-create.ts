import { resolve } from 'node:path';
import { z } from 'zod';
import { openWorktree } from '../../domain/coordination/by-hand/open-worktree.ts';
import { defineTool } from './define-tool.ts';
import { baseField, fromField, nameField, runField } from './fields.ts';

/** Makes a worktree and nothing else. */
export const worktreeCreate = defineTool({
  name: 'worktree_create',
  title: 'Create a bare worktree',
  description:
    'Makes a worktree beside the repository, on a branch of its own, with the files of .worktreeinclude and nothing else: no ports, packages or databases. workspace_create with the same `run` and `name` adds those.',
  effect: 'creates',
  input: z.strictObject({ name: nameField, run: runField.optional(), base: baseField, from: fromField }),
  output: z.strictObject({ run: z.string(), path: z.string(), branch: z.string(), base: z.string() }),
  run: ({ name, run, base, from }, { infra, cwd }) => openWorktree(infra, { from: resolve(cwd, from ?? '.'), name, run, base }),
  say: ({ path, branch }) => `Created ${branch} at ${path}.`,
});
