import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import type { Finding, ProvenFault, SessionId, Verdict, Workspace } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { confirmFixed } from '../../reviews/confirm-fixed.ts';
import { converge } from '../../reviews/converge.ts';
import { decide } from '../../reviews/decide.ts';
import { judge } from '../../reviews/judge.ts';
import { readDiff } from '../../reviews/read-diff.ts';
import { citeLessons, reviewBrief } from '../../reviews/review-brief.ts';
import { readReviewAnswer, verdictJsonSchema, type ReviewAnswer } from '../../reviews/verdict-schema.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { withCheckout } from '../../verification/with-checkout.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { baseOfChange } from './base-of-change.ts';
import { taskDirectory } from '../work/directories.ts';
import { gatesOf, readerRules } from '../work/gates-of.ts';
import { lessonsFor } from '../work/lessons-for.ts';
import { runSession, sessionOfThisPhase } from '../work/run-session.ts';
import { builtCommit } from './check.ts';
import { sendBack } from './send-back.ts';
import { workspaceOf } from './workspace-of.ts';

/**
 * A new session reviews the commit in a checkout of its own, from the spec and the diff alone. What it claims is replayed by
 * us; what an earlier review proved must be gone.
 */
export async function review(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task, signal } = attempt;
  const outputDirectory = join(taskDirectory(infra, attempt), `review-${state.attempt}-${state.round}`);
  const commit = builtCommit(state);
  const environment = { FANOUT_RUN: run.run, FANOUT_TASK: task.key };
  const path = `${workspaceOf(state).path}.review`;
  const site = { repository: run.repository, commit, path, config: run.config, environment, signal };
  const outputPath = join(outputDirectory, 'setup.log');
  // A reviewer that an earlier supervisor launched goes on where it is: a new checkout there would end it.
  const underWay = sessionOfThisPhase(state, { stage: 'review' }) !== null && existsSync(path);
  const answer = underWay
    ? ok(await ask(attempt, state, { checkout: { path, environment }, outputDirectory }))
    : await withCheckout(infra, { ...site, outputPath }, (checkout) => ask(attempt, state, { checkout, outputDirectory }));
  if (!answer.ok) return answer.failure;
  if (!answer.value.ok) return answer.value.failure;
  const replay = { ...site, outputDirectory };
  const round = state.verdicts.length + 1;
  const { reviewer, answer: said } = answer.value.value;
  const verdict = await judge(infra, { ...replay, answer: said, round });
  if (!verdict.ok) return verdict.failure;
  const earlier = openFindings(state);
  const confirmed = await confirmFixed(infra, { ...replay, findings: earlier.map(({ finding }) => finding) });
  if (!confirmed.ok) return confirmed.failure;
  if (signal.aborted) return null;
  for (const one of earlier.filter(({ finding }) => has(confirmed.value.fixed, finding)))
    recordTask(attempt, { kind: 'finding-proven', ...one, fixedAt: commit, source: 'review' });
  // Evidence that no longer runs has not been answered.
  const open = [...confirmed.value.broken, ...confirmed.value.unproven];
  return conclude(attempt, state, { ...withOpen(verdict.value, { open, round }), reviewer });
}

/** Asks a session that has seen nothing of the building. */
async function ask(
  attempt: Attempt,
  state: TaskState,
  { checkout, outputDirectory }: { checkout: Pick<Workspace, 'path' | 'environment'>; outputDirectory: string },
): Promise<Result<{ answer: ReviewAnswer; reviewer: SessionId }>> {
  const { run, task } = attempt;
  const commit = builtCommit(state);
  const base = await baseOfChange(attempt, state, commit);
  const diff = await readDiff({ repository: run.repository, base, commit, path: join(outputDirectory, 'change.diff') });
  if (!diff.ok) return diff;
  const brief = { run: run.run, task: task.key, attempt: state.attempt, title: task.title, spec: task.spec };
  const told = await lessonsFor(attempt, state, citeLessons);
  const outcome = await runSession(attempt, state, {
    stage: 'review',
    brief: reviewBrief({ ...brief, diff: diff.value, base, commit, checks: gatesOf(attempt), lessons: told.text }),
    cwd: checkout.path,
    environment: checkout.environment,
    schema: verdictJsonSchema,
    tools: { allow: readerRules(gatesOf(attempt)), readOnly: true },
    told,
  });
  if (!outcome.ok) return outcome;
  const { session, directory } = outcome.value;
  const answer = readReviewAnswer(outcome.value.structured, { session, keptAt: directory });
  return answer.ok ? ok({ answer: answer.value, reviewer: session }) : answer;
}

/** Faults of this attempt that were reproduced and are not yet proven to be mended, each with the commit it was found on. */
function openFindings(state: TaskState): Pick<ProvenFault, 'finding' | 'brokenAt' | 'reviewer'>[] {
  const mended = state.proven.map(({ finding }) => finding);
  const open = state.verdicts.flatMap(({ commit, findings, reviewer }) =>
    findings
      .filter((finding) => finding.status === 'reproduced' && !has(mended, finding))
      .map((finding) => ({ finding, brokenAt: commit, reviewer })),
  );
  return [...new Map(open.map((one) => [one.finding.id, one])).values()];
}

const has = (findings: readonly Finding[], { id }: Finding): boolean => findings.some((finding) => finding.id === id);

/** A fault that was proven before and is not shown to be mended counts, whether this reviewer saw it or not. */
function withOpen(verdict: Verdict, { open, round }: { open: Finding[]; round: number }): Verdict {
  const missed = open.filter((finding) => !has(verdict.findings, finding));
  const findings = [...verdict.findings, ...missed];
  return { ...verdict, findings, decision: decide(findings, round) };
}

function conclude(attempt: Attempt, state: TaskState, verdict: Verdict): Failure | null {
  recordTask(attempt, { kind: 'review-finished', verdict });
  const next = converge({ verdict, earlier: state.verdicts, rounds: attempt.run.config.rounds });
  if (next.next === 'pass') return null;
  const blocks: Failure = {
    reason: 'review-blocks',
    task: state.key,
    findings: next.findings.map(({ title, file, line }) => `${title} (${file}:${line})`),
    keptAt: workspaceOf(state).path,
  };
  if (next.next === 'ask') return blocks;
  const files = [...new Set(next.findings.map(({ file }) => file))];
  return sendBack(attempt, state, { because: 'findings', detail: verdict.summary, files, red: [], otherwise: blocks });
}
