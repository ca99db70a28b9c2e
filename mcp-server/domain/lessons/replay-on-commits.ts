import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Evidence, Finding } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { replayEvidence } from '../verification/replay-evidence.ts';
import { withCheckout, type CheckoutReason, type CheckoutWanted } from '../verification/with-checkout.ts';

/** A commit on which evidence is replayed, and what that must show. */
export interface Trial<Name extends string> {
  on: Name;
  commit: Commit;
  wanted: Extract<Finding['status'], 'reproduced' | 'not-reproduced'>;
}

/** Evidence, the commits to replay it on, one after another, and where. */
export interface Trials<Name extends string> extends Omit<CheckoutWanted, 'commit' | 'outputPath'> {
  evidence: Evidence;
  trials: readonly Trial<Name>[];
  timeoutMs: number;
  /** A command that runs into its time limit shows the fault, too. */
  isHangFault?: boolean | undefined;
  outputDirectory: string;
}

/** Replays evidence in clean checkouts of our own. Answers the first commit on which it did not show what it must, or null. */
export async function replayOnCommits<Name extends string>(
  infra: Infra,
  { evidence, trials, timeoutMs, isHangFault, outputDirectory, ...site }: Trials<Name>,
): Promise<Result<Name | null, CheckoutReason>> {
  for (const { on, commit, wanted } of trials) {
    const outputPath = join(outputDirectory, `${on}.log`);
    const shown = await withCheckout(
      infra,
      { ...site, commit, outputPath: join(outputDirectory, `setup-${on}.log`) },
      (checkout) => replayEvidence(infra, { checkout, evidence, timeoutMs, isHangFault, outputPath, signal: site.signal }),
    );
    if (!shown.ok) return shown;
    if (shown.value !== wanted) return ok(on);
  }
  return ok(null);
}
