import { resolve } from 'node:path';
import { z } from 'zod';
import { mergeByHand } from '../../domain/coordination/by-hand/merge-by-hand.ts';
import { defineTool } from './define-tool.ts';
import { worktreeField } from './fields.ts';

/** Merges what is committed in a worktree. */
export const mergeStart = defineTool({
  name: 'merge_start',
  title: 'Merge what a worktree committed',
  description:
    'Merges the commit of a worktree to fanout/<run>/merged once the combined tree passes the checks. A commit that weakens them is refused. Branches and checkouts of the person stay as they are; `fanout merge --into` moves them. On a conflict nothing moves: merge that branch into the worktree, resolve, commit, and call it again.',
  effect: 'changes',
  input: z.strictObject({
    worktree: worktreeField,
    title: z.string().min(1).max(200).describe('Subject of the merge commit.'),
    checks: z.array(z.string().min(1)).max(20).optional().describe("Commands besides the repository's checks."),
  }),
  output: z.strictObject({ commit: z.string(), onto: z.string(), branch: z.string() }),
  run: ({ worktree, title, checks }, { infra, cwd, signal, progress }) => {
    progress('the combined tree is checked');
    return mergeByHand(infra, { path: resolve(cwd, worktree), title, checks, signal });
  },
  say: ({ commit, branch }) => `Merged as ${commit.slice(0, 12)} to ${branch}.`,
});
