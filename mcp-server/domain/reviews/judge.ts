import type { Infra } from '../../infra/infra.ts';
import { digest } from '../../kernel/id.ts';
import type { Finding, Severity, Verdict } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import { decide } from './decide.ts';
import { locate } from './locate.ts';
import { replayFindings, type ReplaySite } from './replay-findings.ts';
import type { ReviewAnswer, StatedFinding } from './verdict-schema.ts';

/** A reviewer's answer, and the commit and place to judge it at. */
export interface Judging extends ReplaySite {
  answer: ReviewAnswer;
  /** The round of review, from 1. */
  round: number;
}

/**
 * Judges a reviewer's answer: gives each finding an id that stays the same as long as its file and title do, checks its
 * place, replays its evidence in a clean checkout of the reviewed commit, and decides. The verdict is bound to that commit.
 */
export async function judge(infra: Infra, { answer, round, ...site }: Judging): Promise<Result<Verdict, CheckoutReason>> {
  const stated = new Map<string, StatedFinding>();
  for (const [id, finding] of distinct(answer.findings)) stated.set(id, await locate(finding, site));
  const subjects = Array.from(stated, ([id, { file, evidence }]) => ({ id, file, evidence }));
  const replayed = await replayFindings(infra, { ...site, findings: subjects });
  if (!replayed.ok) return replayed;
  const findings = Array.from(stated, ([id, finding]): Finding => ({
    id,
    ...finding,
    status: replayed.value.get(id) ?? 'unproven',
  }));
  return ok({ commit: site.commit, decision: decide(findings, round), summary: answer.summary, findings });
}

/** The id of a finding. */
export const findingId = ({ file, title }: Pick<Finding, 'file' | 'title'>): string => digest(`${file}\n${normal(title)}`);

const normal = (title: string): string => title.toLowerCase().replace(/\s+/g, ' ').trim();

// The same fault said twice counts once, as the one that says more: evidence first, then severity.
function distinct(findings: readonly StatedFinding[]): Map<string, StatedFinding> {
  const kept = new Map<string, StatedFinding>();
  for (const finding of findings) {
    const before = kept.get(findingId(finding));
    if (!before || saysMuch(finding) > saysMuch(before)) kept.set(findingId(finding), finding);
  }
  return kept;
}

const weight: Record<Severity, number> = { critical: 2, major: 1, minor: 0 };

const saysMuch = ({ evidence, severity }: StatedFinding): number => (evidence ? 10 : 0) + weight[severity];
