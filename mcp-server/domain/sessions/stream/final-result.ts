import { asFields, asList, asNumber, asText } from './fields.ts';
import type { ModelUse, Reported } from './reported.ts';
import type { StreamEvent } from './stream-event.ts';

/** What a turn came to, as its `result` line says (Claude Agent SDK, `SDKResultMessage`). */
export interface FinalResult {
  /** `success` also where the service refused: see `isError`. */
  subtype: string;
  isError: boolean;
  text: string;
  structured: unknown;
  terminalReason: string;
  /** The HTTP status of a refused request, or 0. */
  apiStatus: number;
  turns: number;
  queuedTurns: number;
  reported: Reported;
  denials: string[];
}

/** Reads a `result` line. */
export function readResult(event: StreamEvent): FinalResult {
  const errors = asList(event['errors']).map(asText).join('; ');
  return {
    subtype: asText(event['subtype']),
    // A line that does not say so is no success.
    isError: event['is_error'] !== false,
    text: asText(event['result']) || errors,
    structured: event['structured_output'] ?? null,
    terminalReason: asText(event['terminal_reason']),
    apiStatus: asNumber(event['api_error_status']),
    turns: asNumber(event['num_turns']),
    queuedTurns: asNumber(event['queued_turn_count']),
    reported: { usd: asNumber(event['total_cost_usd']), models: readModels(event['modelUsage']) },
    denials: asList(event['permission_denials']).map((denial) => asText(asFields(denial)['tool_name'])),
  };
}

const readModels = (usage: unknown): Record<string, ModelUse> =>
  Object.fromEntries(
    Object.entries(asFields(usage)).map(([model, value]) => {
      const use = asFields(value);
      const inputTokens = ['inputTokens', 'cacheReadInputTokens', 'cacheCreationInputTokens'].reduce(
        (sum, key) => sum + asNumber(use[key]),
        0,
      );
      return [model, { usd: asNumber(use['costUSD']), inputTokens, outputTokens: asNumber(use['outputTokens']) }];
    }),
  );
