import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import type { Finding, ProvenFault, Verdict } from '../../../kernel/model.ts';
import { withOpinions } from '../../reviews/ask-opinions.ts';
import { confirmFixed } from '../../reviews/confirm-fixed.ts';
import { converge } from '../../reviews/converge.ts';
import { decide, type Weighing } from '../../reviews/decide.ts';
import { judge } from '../../reviews/judge.ts';
import { keptTests } from '../../reviews/kept-tests.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { taskDirectory } from '../work/directories.ts';
import { askReviewers } from './ask-reviewers.ts';
import { baseOfChange } from './base-of-change.ts';
import { builtCommit } from './check.ts';
import { sendBack } from './send-back.ts';
import { workspaceOf } from './workspace-of.ts';

/**
 * New sessions review the commit in checkouts of their own, from the spec and the diff alone, and so do the agents of other
 * vendors that are there. What they claim is replayed by us; what an earlier review proved must be gone.
 */
export async function review(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task, signal } = attempt;
  const commit = builtCommit(state);
  const base = await baseOfChange(attempt, state, commit);
  const site = {
    repository: run.repository,
    commit,
    path: `${workspaceOf(state).path}.review`,
    config: run.config,
    environment: { FANOUT_RUN: run.run, FANOUT_TASK: task.key },
    signal,
    outputDirectory: join(taskDirectory(infra, attempt), `review-${state.attempt}-${state.round}`),
  };
  const asked = await askReviewers(attempt, state, { site, base });
  if (!asked.ok) return asked.failure;
  if (signal.aborted) return null;
  const round = state.verdicts.length + 1;
  const judged = await judge(infra, { ...site, base, answers: asked.value.answers, round });
  if (!judged.ok) return judged.failure;
  const verdict = { ...withOpinions(judged.value, asked.value.others), reviewer: asked.value.reviewer };
  const earlier = openFindings(state);
  const confirmed = await confirmFixed(infra, { ...site, findings: earlier.map(({ finding }) => finding) });
  if (!confirmed.ok) return confirmed.failure;
  if (signal.aborted) return null;
  for (const one of earlier.filter(({ finding }) => has(confirmed.value.fixed, finding))) {
    const kept = await keptTests({ repository: run.repository, ...one, fixedAt: commit });
    recordTask(attempt, { kind: 'finding-proven', ...one, fixedAt: commit, source: 'review', kept });
  }
  // Evidence that no longer runs has not been answered.
  const open = [...confirmed.value.broken, ...confirmed.value.unproven];
  return conclude(attempt, state, withOpen(verdict, { open, round, unproven: run.config.reviews.unproven }));
}

/** Faults of this attempt that were reproduced and are not yet proven to be mended, each with the commit it was found on. */
function openFindings(state: TaskState): Pick<ProvenFault, 'finding' | 'brokenAt' | 'reviewer'>[] {
  const mended = state.proven.map(({ finding }) => finding);
  const open = state.verdicts.flatMap(({ commit, findings, reviewer }) =>
    findings
      .filter((finding) => finding.status === 'reproduced' && finding.isOutside !== true && !has(mended, finding))
      .map((finding) => ({ finding, brokenAt: commit, reviewer })),
  );
  return [...new Map(open.map((one) => [one.finding.id, one])).values()];
}

const has = (findings: readonly Finding[], { id }: Finding): boolean => findings.some((finding) => finding.id === id);

/** A fault that was proven before and is not shown to be mended counts, whether this reviewer saw it or not. */
function withOpen(verdict: Verdict, { open, ...weighing }: Weighing & { open: Finding[] }): Verdict {
  const missed = open.filter((finding) => !has(verdict.findings, finding));
  const findings = [...verdict.findings, ...missed];
  return { ...verdict, findings, decision: decide(findings, weighing) };
}

function conclude(attempt: Attempt, state: TaskState, verdict: Verdict): Failure | null {
  recordTask(attempt, { kind: 'review-finished', verdict });
  const { rounds, reviews } = attempt.run.config;
  const next = converge({ verdict, earlier: state.verdicts, rounds, unproven: reviews.unproven });
  if (next.next === 'pass') return null;
  const blocks: Failure = {
    reason: 'review-blocks',
    task: state.key,
    because: next.next === 'ask' ? next.because : 'rounds-spent',
    findings: next.findings.map(({ title, file, line }) => `${title} (${file}:${line})`),
    keptAt: workspaceOf(state).path,
  };
  if (next.next === 'ask') return blocks;
  const files = [...new Set(next.findings.map(({ file }) => file))];
  return sendBack(attempt, state, { because: 'findings', detail: verdict.summary, files, red: [], otherwise: blocks });
}
