import { join } from 'node:path';
import { changedFiles } from '../../infra/git/diff.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Finding, Verdict } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { isTestFile } from '../verification/guard/test-language.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import { decide } from './decide.ts';
import { findOutside } from './find-outside.ts';
import { joinAnswers, type GivenAnswer, type JoinedFinding } from './join-answers.ts';
import { locate } from './locate.ts';
import { replayFindings, type ReplaySite } from './replay-findings.ts';

/** What reviewers answered, and the commit and place to judge it at. */
export interface Judging extends ReplaySite {
  answers: readonly GivenAnswer[];
  /** What the change starts from. */
  base: Commit;
  /** The round of review, from 1. */
  round: number;
}

/**
 * Judges what reviewers answered: gives each finding an id that stays the same as long as its file and title do, checks its
 * place, replays its evidence in a clean checkout of the reviewed commit, and decides. The verdict is bound to that commit.
 */
export async function judge(
  infra: Infra,
  { answers, base, round, ...site }: Judging,
): Promise<Result<Verdict, CheckoutReason | 'git-failed'>> {
  const stated = new Map<string, JoinedFinding>();
  for (const [id, finding] of joinAnswers(answers))
    stated.set(id, { ...(await locate(finding, site)), foundBy: finding.foundBy });
  const changed = await changedFiles({ repository: site.repository, base, commit: site.commit });
  if (!changed.ok) return changed;
  const underReview = new Set(changed.value.filter((path) => !isTestFile(path, null)));
  const subjects = Array.from(stated, ([id, { file, evidence }]) => ({
    id,
    file,
    // What replaces a file of the change would show what the reviewer wrote.
    evidence: evidence?.files.some(({ path }) => underReview.has(path)) ? null : evidence,
  }));
  const replayed = await replayFindings(infra, { ...site, findings: subjects });
  if (!replayed.ok) return replayed;
  const judged = Array.from(stated, ([id, finding]): Finding => ({
    id,
    ...finding,
    status: replayed.value.get(id) ?? 'unproven',
    ...(finding.evidence ? { log: join(site.outputDirectory, `evidence-${id}.log`) } : {}),
  }));
  const older = judged.filter(({ id }) => stated.get(id)?.origin === 'before');
  const outside = await findOutside(infra, { ...site, base, findings: older });
  if (!outside.ok) return outside;
  const findings = judged.map((finding) => (outside.value.has(finding.id) ? { ...finding, isOutside: true } : finding));
  const weighing = { round, unproven: site.config.reviews.unproven };
  const opinions = [...new Set(answers.map(({ by }) => by))].map((by) => ({
    by,
    is: 'given' as const,
    decision: decide(
      findings.filter(({ foundBy = [] }) => foundBy.includes(by)),
      weighing,
    ),
    said: summaryOf(answers, by),
  }));
  const summary = opinions.map(({ by, said }) => (opinions.length === 1 ? said : `${by}: ${said}`)).join('\n');
  return ok({ commit: site.commit, decision: decide(findings, weighing), summary, findings, opinions });
}

const summaryOf = (answers: readonly GivenAnswer[], by: string): string =>
  answers
    .filter((one) => one.by === by)
    .map(({ answer }) => answer.summary)
    .join(' ');
