import type { ReviewConfig } from '../../kernel/config-reviews.ts';
import type { Finding, Verdict } from '../../kernel/model.ts';

/** By what findings are weighed. */
export interface Weighing {
  /** The round of review, from 1. */
  round: number;
  /** What becomes of critical findings that could not be replayed. */
  unproven: ReviewConfig['unproven'];
}

/**
 * Whether a finding keeps a change out: a reproduced critical or major one of this change does. Where a person asked for it, an
 * unproven critical one does too, in the first round; from the second on only what was reproduced, so that a review cannot go
 * on finding for ever.
 */
export function isBlocking(finding: Finding, { round, unproven }: Weighing): boolean {
  if (finding.severity === 'minor' || finding.isOutside === true) return false;
  if (finding.status === 'reproduced') return true;
  return unproven !== 'show' && finding.status === 'unproven' && finding.severity === 'critical' && round <= 1;
}

/** The decision that follows from findings. */
export const decide = (findings: readonly Finding[], weighing: Weighing): Verdict['decision'] =>
  findings.some((finding) => isBlocking(finding, weighing)) ? 'block' : 'pass';
