import { digest } from '../../kernel/id.ts';
import type { ReviewConfig } from '../../kernel/config-reviews.ts';
import type { Finding, Verdict } from '../../kernel/model.ts';
import { isBlocking } from './decide.ts';

/** What comes after a verdict: the change goes on, goes back to its builder, or a person decides. */
export type Next =
  | { next: 'pass' }
  | { next: 'fix'; findings: Finding[] }
  | { next: 'ask'; because: 'repeated' | 'rounds-spent' | 'unproven'; findings: Finding[] };

/** A verdict, and what it is weighed by. */
export interface Converging {
  verdict: Verdict;
  /** The verdicts before it, oldest first. */
  earlier: readonly Verdict[];
  /** How often a change may go back. */
  rounds: number;
  unproven: ReviewConfig['unproven'];
}

/**
 * Says what comes after a verdict. A finding that blocked before and blocks again after its fix ends the loop, and so does the
 * cap of fix rounds.
 */
export function converge({ verdict, earlier, rounds, unproven }: Converging): Next {
  if (verdict.decision === 'pass') return { next: 'pass' };
  const blockers = ({ findings }: Verdict, round: number) =>
    findings.filter((finding) => isBlocking(finding, { round, unproven }));
  const findings = blockers(verdict, earlier.length + 1);
  const before = new Set(earlier.flatMap((one, index) => blockers(one, index + 1)).flatMap(names));
  if (findings.some((finding) => names(finding).some((name) => before.has(name))))
    return { next: 'ask', because: 'repeated', findings };
  if (earlier.length >= rounds) return { next: 'ask', because: 'rounds-spent', findings };
  if (unproven === 'ask' && findings.some(({ status }) => status === 'unproven'))
    return { next: 'ask', because: 'unproven', findings };
  return { next: 'fix', findings };
}

// A reviewer that words a fault anew often shows it by the same evidence.
const names = ({ id, evidence }: Finding): string[] => (evidence ? [id, digest(JSON.stringify(evidence))] : [id]);
