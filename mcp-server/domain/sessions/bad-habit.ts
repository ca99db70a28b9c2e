import type { LaunchRecord } from './launch-record.ts';
import type { SessionDigest } from './stream/session-digest.ts';

/** What an agent may do for ever if nobody ends it. */
export type BadHabit = 'looping' | 'denied' | 'tokens';

// Waiting for a server by asking it again takes a handful; this many of the same is no waiting.
const mostRepeats = 20;
// Nobody is there to say yes, and the tenth other way to ask is no better than the first.
const mostRefusals = 10;

/** Looks at what a session did so far, and says why it must end, or null. */
export function badHabit({ allowance }: Pick<LaunchRecord, 'allowance'>, { habits }: SessionDigest): BadHabit | null {
  if (habits.tokens > (allowance.tokens ?? Infinity)) return 'tokens';
  if (habits.times >= mostRepeats) return 'looping';
  return habits.refused.length >= mostRefusals ? 'denied' : null;
}
