import type { Failure } from '../../kernel/failure.ts';
import type { SessionId, Spending } from '../../kernel/model.ts';
import type { Reported } from './stream/reported.ts';

/** What came of a session. It succeeded when `failure` is null: exit code 0, a final result, and no error in it. */
export interface SessionOutcome {
  session: SessionId;
  spending: Spending;
  failure: Failure | null;
  /** The final answer in words; empty when there is none. */
  text: string;
  /** The final answer by the schema that was asked for, or null. */
  structured: unknown;
  /** The tools that were refused, each once. */
  denials: string[];
  /** The last words, also of a session that never came to an answer. */
  lastText: string;
}

/** An outcome as the store keeps it, with what the next session of the conversation is compared with. */
export interface SettledOutcome extends SessionOutcome {
  reported: Reported | null;
}

/** Nothing was consumed. */
export const noSpending: Spending = { usd: 0, inputTokens: 0, outputTokens: 0, turns: 0, models: {} };
