import type { Infra } from '../../infra/infra.ts';
import type { Verdict } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import { askOpinion, type OpinionWanted } from './ask-opinion.ts';
import type { AskedOpinion } from './kept-opinion.ts';

/**
 * Asks agents of other vendors at the same time, each in a checkout of its own. Where all of them are required, one that is
 * missing or gave no answer is a failure.
 */
export async function askOpinions(
  infra: Infra,
  { names, ...wanted }: Omit<OpinionWanted, 'name'> & { names: readonly string[] },
): Promise<Result<AskedOpinion[], CheckoutReason | 'opinion-failed'>> {
  const asked = await Promise.all(names.map((name) => askOpinion(infra, { ...wanted, name })));
  const opinions: AskedOpinion[] = [];
  for (const one of asked) {
    if (!one.ok) return one;
    opinions.push(one.value);
  }
  const missing = opinions.find(({ opinion }) => opinion.is !== 'given')?.opinion;
  if (!missing || !wanted.config.reviews.require) return ok(opinions);
  const { by: agent, said: detail, keptAt = wanted.outputDirectory } = missing;
  return fail({ reason: 'opinion-failed', agent, detail, keptAt });
}

/** The verdict with what agents of other vendors came to, also those that gave no answer. */
export const withOpinions = (verdict: Verdict, asked: readonly AskedOpinion[]): Verdict => {
  const others = asked.map(({ opinion }) => opinion);
  return {
    ...verdict,
    opinions: [
      ...(verdict.opinions ?? []).map((one) => ({ ...one, ...others.find(({ by }) => by === one.by) })),
      ...others.filter(({ is }) => is !== 'given').map((one) => ({ ...one, decision: null })),
    ],
  };
};
