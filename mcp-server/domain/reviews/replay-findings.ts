import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import type { Evidence, Finding } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { replayEvidence } from '../verification/replay-evidence.ts';
import { withCheckout, type CheckoutReason, type CheckoutWanted } from '../verification/with-checkout.ts';

/** Where and on which commit evidence is replayed. */
export interface ReplaySite extends Omit<CheckoutWanted, 'outputPath'> {
  /** Gets the output of setup and of each replay. */
  outputDirectory: string;
}

/** What our replay of each finding showed, by the finding's id. */
export type Replayed = Map<string, Finding['status']>;

/**
 * Replays the evidence of findings, one after another in one clean checkout, which is only made when there is evidence. A
 * finding without evidence is unproven, and so is one whose evidence replaces the very file it is about: that would show
 * what the reviewer wrote, not what was built.
 */
export async function replayFindings(
  infra: Infra,
  { findings, outputDirectory, ...site }: ReplaySite & { findings: readonly Pick<Finding, 'id' | 'file' | 'evidence'>[] },
): Promise<Result<Replayed, CheckoutReason>> {
  const replayed: Replayed = new Map(findings.map(({ id }) => [id, 'unproven']));
  const provable = findings.flatMap(({ id, file, evidence }) =>
    evidence && !replaces(evidence, file) ? [{ id, evidence }] : [],
  );
  if (provable.length === 0) return ok(replayed);
  const timeoutMs = site.config.checkMinutes * 60_000;
  return withCheckout(infra, { ...site, outputPath: join(outputDirectory, 'replay-setup.log') }, async (checkout) => {
    for (const { id, evidence } of provable) {
      const outputPath = join(outputDirectory, `evidence-${id}.log`);
      replayed.set(id, await replayEvidence(infra, { checkout, evidence, timeoutMs, outputPath, signal: site.signal }));
    }
    return replayed;
  });
}

const replaces = (evidence: Evidence, file: string): boolean => evidence.files.some(({ path }) => path === file);
