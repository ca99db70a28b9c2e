import { resolve } from 'node:path';
import { z } from 'zod';
import { restoreWork } from '../../domain/coordination/by-hand/restore-work.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { fromField } from './fields.ts';

/** Brings kept work back. */
export const workspaceRestore = defineTool({
  name: 'workspace_restore',
  title: 'Bring kept work back',
  description:
    'Makes a bare worktree of work that was kept when its worktree went: commits, index, files, untracked and ignored ones as they were. The ref goes on keeping it.',
  effect: 'creates',
  input: z.strictObject({
    ref: z.string().min(1).describe('A ref below refs/fanout/, or <run>/<task> for the newest of a task.'),
    from: fromField,
  }),
  output: z.strictObject({
    ref: z.string(),
    run: z.string(),
    path: z.string(),
    branch: z.string(),
    base: z.string(),
    uncommitted: z.array(z.string()),
    ignored: z.array(z.string()),
    history: z.string().nullable(),
  }),
  run: async ({ ref, from }, { infra, cwd }) => {
    const restored = await restoreWork(infra, { from: resolve(cwd, from ?? '.'), wanted: ref });
    return restored.ok ? ok({ ...restored.value }) : restored;
  },
  say: ({ ref, path, branch, uncommitted, history }) =>
    [
      `${ref} is back in ${path}, on ${branch}, with ${uncommitted.length} uncommitted.`,
      ...(history === null ? [] : [`Commits that no branch had: git log ${history}`]),
    ].join('\n'),
});
