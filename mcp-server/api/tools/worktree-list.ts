import { resolve } from 'node:path';
import { z } from 'zod';
import { listPlaces } from '../../domain/coordination/by-hand/list-places.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { fromField, portsOutput } from './fields.ts';

/** Lists worktrees. */
export const worktreeList = defineTool({
  name: 'worktree_list',
  title: 'List worktrees',
  description: 'The linked worktrees of the repository: commits ahead and behind, uncommitted paths, size of the change, ports.',
  effect: 'reads',
  input: z.strictObject({ from: fromField }),
  output: z.strictObject({
    worktrees: z.array(
      z.strictObject({
        path: z.string(),
        branch: z.string().nullable(),
        isOurs: z.boolean(),
        ahead: z.int(),
        behind: z.int(),
        dirty: z.int(),
        files: z.int(),
        insertions: z.int(),
        deletions: z.int(),
        ports: portsOutput,
      }),
    ),
  }),
  run: async ({ from }, { infra, cwd }) => {
    const listed = await listPlaces(infra, { from: resolve(cwd, from ?? '.') });
    return listed.ok ? ok({ worktrees: listed.value.worktrees }) : listed;
  },
  say: ({ worktrees }) =>
    worktrees
      .map(({ path, branch, ahead, dirty }) => `${path} on ${branch ?? 'no branch'}: ${ahead} ahead, ${dirty} dirty`)
      .join('\n') || 'No linked worktrees.',
});
