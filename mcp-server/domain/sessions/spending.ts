import type { Spending } from '../../kernel/model.ts';
import type { ModelUse, Reported } from './stream/reported.ts';
import type { SessionDigest } from './stream/session-digest.ts';

/**
 * What one session consumed. An agent reports the whole conversation, so a resumed session is the difference to what the
 * session before it reported. A session that was ended before it reported anything counts its tokens and turns, but no price: the
 * next report of the conversation holds it.
 */
export function spendingOf(digest: SessionDigest, before: Reported | null): Spending {
  const reported = digest.result?.reported ?? null;
  const own = reported === null ? nothing : difference(reported, before ?? nothing);
  const unreported = [...digest.tokens.values()];
  const uses = Object.values(own.models);
  return {
    usd: own.usd,
    inputTokens: sum([...uses, ...unreported.map(({ input }) => ({ inputTokens: input }))].map((use) => use.inputTokens)),
    outputTokens: sum([...uses, ...unreported.map(({ output }) => ({ outputTokens: output }))].map((use) => use.outputTokens)),
    // A request that no result has accounted for was a turn.
    turns: digest.turns + unreported.length,
    models: Object.fromEntries(Object.entries(own.models).map(([model, use]) => [model, use.usd])),
  };
}

const nothing: Reported = { usd: 0, models: {} };
const noUse: ModelUse = { usd: 0, inputTokens: 0, outputTokens: 0 };

function difference(reported: Reported, before: Reported): Reported {
  // A conversation whose count began anew has nothing to subtract.
  if (reported.usd < before.usd) return reported;
  const models = Object.entries(reported.models).map(([model, use]): [string, ModelUse] => {
    const earlier = before.models[model] ?? noUse;
    return [
      model,
      {
        usd: Math.max(0, use.usd - earlier.usd),
        inputTokens: Math.max(0, use.inputTokens - earlier.inputTokens),
        outputTokens: Math.max(0, use.outputTokens - earlier.outputTokens),
      },
    ];
  });
  return {
    usd: reported.usd - before.usd,
    models: Object.fromEntries(models.filter(([, use]) => use.usd + use.inputTokens + use.outputTokens > 0)),
  };
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
