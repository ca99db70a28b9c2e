import { resolve } from 'node:path';
import { z } from 'zod';
import { checkWorktree } from '../../domain/coordination/by-hand/check-worktree.ts';
import { readTail } from '../../domain/verification/read-tail.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { worktreeField } from './fields.ts';

/** Runs checks. */
export const checkRun = defineTool({
  name: 'check_run',
  title: 'Run the checks in a worktree',
  description:
    'Runs the checks of the repository, or the commands given, in a worktree with its ports and environment. What they print is in files; the end of it stands in `tail` where one fails.',
  effect: 'changes',
  input: z.strictObject({
    worktree: worktreeField,
    commands: z.array(z.string().min(1)).min(1).max(20).optional().describe("Shell commands instead of the repository's checks."),
  }),
  output: z.strictObject({
    passed: z.boolean(),
    commit: z.string(),
    checks: z.array(
      z.strictObject({ command: z.string(), exitCode: z.int(), seconds: z.number(), outputPath: z.string(), tail: z.string() }),
    ),
  }),
  run: async ({ worktree, commands }, { infra, cwd, signal, progress }) => {
    progress('checks run');
    const checked = await checkWorktree(infra, { path: resolve(cwd, worktree), commands, signal });
    if (!checked.ok) return checked;
    const { passed, commit, gates } = checked.value;
    const checks = gates.map(({ command, exitCode, durationMs, outputPath }) => ({
      command,
      exitCode,
      seconds: Math.round(durationMs / 100) / 10,
      outputPath,
      tail: exitCode === 0 ? '' : readTail(outputPath),
    }));
    return ok({ passed, commit, checks });
  },
  say: ({ passed, checks }) =>
    passed
      ? `${checks.length} checks passed.`
      : checks
          .filter(({ exitCode }) => exitCode !== 0)
          .map(({ command, exitCode }) => `${command}: ${exitCode}`)
          .join('\n'),
});
