import type { Infra } from '../../infra/infra.ts';
import type { Finding } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import { replayFindings, type ReplaySite } from './replay-findings.ts';

/** Earlier findings, as their evidence shows them on a new commit. */
export interface Confirmed {
  /** What failed on the reviewed commit passes now. */
  fixed: Finding[];
  /** Still fails. */
  broken: Finding[];
  /** Could not be run on this commit: neither fixed nor broken. */
  unproven: Finding[];
}

/** Replays the evidence of findings that were reproduced earlier on the commit that should mend them. */
export async function confirmFixed(
  infra: Infra,
  { findings, ...site }: ReplaySite & { findings: readonly Finding[] },
): Promise<Result<Confirmed, CheckoutReason>> {
  const proven = findings.filter((finding) => finding.status === 'reproduced');
  const replayed = await replayFindings(infra, { ...site, findings: proven });
  if (!replayed.ok) return replayed;
  const having = (status: Finding['status']) => proven.filter(({ id }) => replayed.value.get(id) === status);
  return ok({ fixed: having('not-reproduced'), broken: having('reproduced'), unproven: having('unproven') });
}
