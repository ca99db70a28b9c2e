import { setTimeout as delay } from 'node:timers/promises';

/** Time, as everything in the product reads it; tests drive their own. */
export interface Clock {
  /** Wall time in milliseconds since 1970, for people and records. */
  now(): number;
  /** Milliseconds that only grow, for deadlines: no clock change or suspend moves it. */
  elapsed(): number;
  /** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
};
