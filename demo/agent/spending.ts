import type { Usage } from '../model/wire/messages.ts';

/** What one model consumed, in the words of a result line of Claude Code. */
export interface ModelUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadInputTokens: number;
  cacheCreationInputTokens: number;
  webSearchRequests: number;
  costUSD: number;
}

// A made-up price in US dollars per million tokens, of the size of a real one, so that figures have something to show.
const price = { input: 2, cacheRead: 0.2, cacheCreation: 2.5, output: 10 };

/** No tokens at all. */
export const noUsage: Usage = { input_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0, output_tokens: 0 };

/** Two figures as one. */
export const addUsage = (one: Usage, other: Usage): Usage => ({
  input_tokens: one.input_tokens + other.input_tokens,
  cache_read_input_tokens: one.cache_read_input_tokens + other.cache_read_input_tokens,
  cache_creation_input_tokens: one.cache_creation_input_tokens + other.cache_creation_input_tokens,
  output_tokens: one.output_tokens + other.output_tokens,
});

/** A model's figures with one more answer in them. */
export function charge(before: ModelUsage | undefined, usage: Usage): ModelUsage {
  const costUSD =
    (usage.input_tokens * price.input +
      usage.cache_read_input_tokens * price.cacheRead +
      usage.cache_creation_input_tokens * price.cacheCreation +
      usage.output_tokens * price.output) /
    1_000_000;
  return {
    inputTokens: (before?.inputTokens ?? 0) + usage.input_tokens,
    outputTokens: (before?.outputTokens ?? 0) + usage.output_tokens,
    cacheReadInputTokens: (before?.cacheReadInputTokens ?? 0) + usage.cache_read_input_tokens,
    cacheCreationInputTokens: (before?.cacheCreationInputTokens ?? 0) + usage.cache_creation_input_tokens,
    webSearchRequests: 0,
    costUSD: (before?.costUSD ?? 0) + costUSD,
  };
}
