import { resolve } from 'node:path';
import { z } from 'zod';
import { reviewByHand } from '../../domain/coordination/by-hand/review-by-hand.ts';
import { sayAbsent, sayOpinions } from '../../domain/reviews/who-found.ts';
import { tellFindings } from '../../domain/coordination/by-hand/tell-findings.ts';
import { fail, ok } from '../../kernel/result.ts';
import { expectListener } from '../../domain/sessions/say-to-session.ts';
import { explain } from '../../kernel/explain.ts';
import type { Failure } from '../../kernel/failure.ts';
import type { ChangeWish } from '../../domain/coordination/by-hand/find-change.ts';
import { defineTool } from './define-tool.ts';
import { sessionField, worktreeField } from './fields.ts';

/** The one change that was named, or null where none or several were. */
function changeOf(
  given: {
    worktree?: string | undefined;
    branch?: string | undefined;
    base?: string | undefined;
    pullRequest?: number | undefined;
  },
  cwd: string,
): ChangeWish | null {
  const { worktree, branch, base, pullRequest } = given;
  if ([worktree, branch, pullRequest].filter((one) => one !== undefined).length !== 1) return null;
  if (worktree !== undefined) return { worktree: resolve(cwd, worktree) };
  if (branch !== undefined) return { from: cwd, revision: branch, base };
  return pullRequest === undefined ? null : { from: cwd, pullRequest };
}

/** Whoever paid for a review has it, also where the session that it was for has ended meanwhile. */
const unheard = (failure: Failure): string => `The session was told nothing: ${explain(failure).message}`;

/** Has a commit reviewed. */
export const reviewStart = defineTool({
  name: 'review_start',
  title: 'Have a change reviewed',
  description:
    'A new session that sees the spec and the diff alone reviews what is committed in a worktree, on a branch, or in a pull request; so does Codex where it is installed. The evidence of its findings is run in a clean checkout; `decision` is block when a fault was shown. Takes minutes and costs money; cancelling stops the session. With `tell` the findings that count go to a running session.',
  effect: 'creates',
  input: z.strictObject({
    worktree: worktreeField.optional(),
    branch: z.string().min(1).optional().describe('Any branch or commit instead.'),
    base: z.string().min(1).optional().describe('What `branch` is compared with. Default: the branch that is checked out.'),
    pullRequest: z.int().positive().optional().describe('A pull request on GitHub instead, by its number.'),
    tell: sessionField.optional(),
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
  run: async ({ worktree, branch, base, pullRequest, tell, title, spec, model }, { infra, cwd, signal, progress }) => {
    const change = changeOf({ worktree, branch, base, pullRequest }, cwd);
    if (!change)
      return fail({
        reason: 'argument-invalid',
        name: 'worktree',
        value: '',
        expected: 'one of worktree, branch and pullRequest',
      });
    const listens = tell === undefined ? ok(undefined) : expectListener(infra, tell);
    if (!listens.ok) return listens;
    const reviewed = await reviewByHand(infra, {
      change,
      title,
      spec,
      model,
      signal,
      onProgress: progress,
    });
    if (!reviewed.ok) return reviewed;
    const { commit, decision, summary, findings } = reviewed.value;
    const told = tell === undefined ? null : await tellFindings(infra, { session: tell, verdict: reviewed.value });
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
      opinions: [
        ...sayOpinions(reviewed.value),
        ...sayAbsent([reviewed.value]),
        ...(told?.ok === false ? [unheard(told.failure)] : []),
      ],
      findings: shown,
    });
  },
  say: ({ commit, decision, findings }) => `${commit.slice(0, 12)}: ${decision}, ${findings.length} findings.`,
});
