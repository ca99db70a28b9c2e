import { join } from 'node:path';
import { listTree } from '../../infra/git/list-tree.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Finding } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import { replayFindings, type ReplaySite } from './replay-findings.ts';

/**
 * Which findings were there before the change. A reviewer's word for it is believed only as far as a replay on the commit that
 * the change starts from does not say otherwise: what passes there was broken by this change, and what is in a file that is not
 * there came with it.
 */
export async function findOutside(
  infra: Infra,
  { findings, base, ...site }: ReplaySite & { base: Commit; findings: readonly Finding[] },
): Promise<Result<Set<string>, CheckoutReason | 'git-failed'>> {
  if (findings.length === 0) return ok(new Set());
  const provable = findings.filter(({ status }) => status === 'reproduced');
  const outputDirectory = join(site.outputDirectory, 'before');
  const replayed = await replayFindings(infra, { ...site, commit: base, findings: provable, outputDirectory });
  if (!replayed.ok) return replayed;
  const there = await listTree({ repository: site.repository, tree: base });
  if (!there.ok) return there;
  const isNew = ({ id, file }: Finding) => replayed.value.get(id) === 'not-reproduced' || !there.value.has(file);
  return ok(new Set(findings.filter((finding) => !isNew(finding)).map(({ id }) => id)));
}
