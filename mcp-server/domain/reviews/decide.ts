import type { Finding, Verdict } from '../../kernel/model.ts';

/**
 * Whether a finding keeps a change out: a reproduced critical or major one does. In the first round an unproven critical one
 * does too; from the second on only what was reproduced, so that a review cannot go on finding for ever.
 */
export function isBlocking(finding: Finding, round: number): boolean {
  if (finding.severity === 'minor') return false;
  if (finding.status === 'reproduced') return true;
  return finding.status === 'unproven' && finding.severity === 'critical' && round <= 1;
}

/** The decision that follows from findings. Rounds count from 1. */
export const decide = (findings: Finding[], round: number): Verdict['decision'] =>
  findings.some((finding) => isBlocking(finding, round)) ? 'block' : 'pass';
