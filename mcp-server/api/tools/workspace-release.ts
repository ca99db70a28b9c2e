import { resolve } from 'node:path';
import { z } from 'zod';
import { closeWorktree } from '../../domain/coordination/by-hand/close-worktree.ts';
import { defineTool } from './define-tool.ts';
import { worktreeField } from './fields.ts';

/** Gives a workspace back. */
export const workspaceRelease = defineTool({
  name: 'workspace_release',
  title: 'Give a workspace back',
  description:
    'Ends the services of a workspace, drops its databases, frees its ports and removes its worktree and branch. What is not committed, and commits of its own, are saved to the refs in `kept` first. Refuses those of runs under way.',
  effect: 'destroys',
  input: z.strictObject({
    worktree: worktreeField,
    keepWorktree: z.boolean().default(false).describe('Leave the worktree and its branch as they are.'),
  }),
  output: z.strictObject({ path: z.string(), branch: z.string(), kept: z.array(z.string()) }),
  run: ({ worktree, keepWorktree }, { infra, cwd }) => closeWorktree(infra, { path: resolve(cwd, worktree), keepWorktree }),
  say: ({ path, kept }) => `Released ${path}.${kept.length > 0 ? ` Kept at ${kept.join(', ')}.` : ''}`,
});
