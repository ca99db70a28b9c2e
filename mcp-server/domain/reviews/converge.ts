import { digest } from '../../kernel/id.ts';
import type { Finding, Verdict } from '../../kernel/model.ts';
import { isBlocking } from './decide.ts';

/** What comes after a verdict: the change goes on, goes back to its builder, or a person decides. */
export type Next =
  | { next: 'pass' }
  | { next: 'fix'; findings: Finding[] }
  | { next: 'ask'; because: 'repeated' | 'rounds-spent'; findings: Finding[] };

/**
 * Says what comes after `verdict`, given the verdicts before it, oldest first. A finding that blocked before and blocks again
 * after its fix ends the loop, and so does the cap of fix rounds.
 */
export function converge({ verdict, earlier, rounds }: { verdict: Verdict; earlier: Verdict[]; rounds: number }): Next {
  if (verdict.decision === 'pass') return { next: 'pass' };
  const round = earlier.length + 1;
  const findings = verdict.findings.filter((finding) => isBlocking(finding, round));
  const before = new Set(
    earlier.flatMap((one, index) => one.findings.filter((finding) => isBlocking(finding, index + 1))).flatMap(names),
  );
  if (findings.some((finding) => names(finding).some((name) => before.has(name))))
    return { next: 'ask', because: 'repeated', findings };
  if (earlier.length >= rounds) return { next: 'ask', because: 'rounds-spent', findings };
  return { next: 'fix', findings };
}

// A reviewer that words a fault anew often shows it by the same evidence.
const names = ({ id, evidence }: Finding): string[] => (evidence ? [id, digest(JSON.stringify(evidence))] : [id]);
