import { resolve } from 'node:path';
import { z } from 'zod';
import { writeDiff } from '../../domain/coordination/by-hand/write-diff.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { worktreeField } from './fields.ts';

const mostNames = 100;

/** Says what a worktree changed. */
export const worktreeDiff = defineTool({
  name: 'worktree_diff',
  title: 'Say what a worktree changed',
  description:
    'What the commits of a worktree changed since its base. The patch is in the file `patchPath`; up to 100 names are listed.',
  effect: 'reads',
  input: z.strictObject({ worktree: worktreeField }),
  output: z.strictObject({
    base: z.string(),
    commit: z.string(),
    changed: z.int(),
    insertions: z.int(),
    deletions: z.int(),
    files: z.array(z.string()),
    uncommitted: z.array(z.string()),
    patchPath: z.string(),
  }),
  run: async ({ worktree }, { infra, cwd }) => {
    const written = await writeDiff(infra, { path: resolve(cwd, worktree) });
    if (!written.ok) return written;
    const { files, uncommitted, ...rest } = written.value;
    return ok({ ...rest, changed: files.length, files: files.slice(0, mostNames), uncommitted: uncommitted.slice(0, mostNames) });
  },
  say: ({ changed, insertions, deletions, patchPath }) => `${changed} files, +${insertions} −${deletions}: ${patchPath}`,
});
