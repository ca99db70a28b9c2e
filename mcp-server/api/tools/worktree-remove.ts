import { resolve } from 'node:path';
import { z } from 'zod';
import { closeWorktree } from '../../domain/coordination/by-hand/close-worktree.ts';
import { defineTool } from './define-tool.ts';
import { worktreeField } from './fields.ts';

/** Removes a worktree that was made by hand. */
export const worktreeRemove = defineTool({
  name: 'worktree_remove',
  title: 'Remove a worktree',
  description:
    'Removes a worktree that fanout made, with its branch, ports and processes. What is not committed, and commits of its own, are saved to the refs in `kept` first. Refuses worktrees of others and of runs under way.',
  effect: 'destroys',
  input: z.strictObject({ worktree: worktreeField }),
  output: z.strictObject({ path: z.string(), branch: z.string(), kept: z.array(z.string()) }),
  run: ({ worktree }, { infra, cwd }) => closeWorktree(infra, { path: resolve(cwd, worktree) }),
  say: ({ path, branch, kept }) =>
    `Removed ${path} and ${branch}. ${kept.length > 0 ? `Kept at ${kept.join(', ')}.` : 'There was no work to keep.'}`,
});
