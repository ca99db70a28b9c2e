import { resolve } from 'node:path';
import { z } from 'zod';
import { reviewByHand } from '../../domain/coordination/by-hand/review-by-hand.ts';
import { sayAbsent, sayOpinions } from '../../domain/reviews/who-found.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { worktreeField } from './fields.ts';

/** Has a commit reviewed. */
export const reviewStart = defineTool({
  name: 'review_start',
  title: "Have a worktree's commit reviewed",
  description:
    'A new session that sees the spec and the diff alone reviews what is committed in a worktree; so does Codex where it is installed. The evidence of its findings is run in a clean checkout; `decision` is block when a fault was shown. Takes minutes and costs money; cancelling stops the session.',
  effect: 'creates',
  input: z.strictObject({
    worktree: worktreeField,
    title: z.string().min(1).max(200),
    spec: z.string().min(1).describe('What the change was to achieve.'),
    model: z.string().min(1).optional(),
  }),
  output: z.strictObject({
    commit: z.string(),
    decision: z.enum(['pass', 'block']),
    summary: z.string(),
    opinions: z.array(z.string()),
    findings: z.array(
      z.strictObject({
        severity: z.enum(['critical', 'major', 'minor']),
        status: z.enum(['reproduced', 'not-reproduced', 'unproven']),
        title: z.string(),
        place: z.string(),
        what: z.string(),
        foundBy: z.array(z.string()),
        command: z.string().nullable(),
      }),
    ),
  }),
  run: async ({ worktree, title, spec, model }, { infra, cwd, signal, progress }) => {
    const reviewed = await reviewByHand(infra, {
      path: resolve(cwd, worktree),
      title,
      spec,
      model,
      signal,
      onProgress: progress,
    });
    if (!reviewed.ok) return reviewed;
    const { commit, decision, summary, findings } = reviewed.value;
    const shown = findings.map(({ severity, status, title, file, line, what, evidence, foundBy = [] }) => ({
      severity,
      status,
      title,
      place: `${file}:${line}`,
      what,
      foundBy,
      command: evidence?.command ?? null,
    }));
    return ok({
      commit,
      decision,
      summary,
      opinions: [...sayOpinions(reviewed.value), ...sayAbsent([reviewed.value])],
      findings: shown,
    });
  },
  say: ({ commit, decision, findings }) => `${commit.slice(0, 12)}: ${decision}, ${findings.length} findings.`,
});
