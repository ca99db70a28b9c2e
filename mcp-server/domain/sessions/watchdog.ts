/** Why a watchdog ends a session. */
export type Bite = 'idle' | 'minutes' | 'stuck';

// A step longer than this is no work: the machine slept, or we did not run. Nobody is ended for that.
const longestStepMs = 5000;

/** Counts how long a session ran and how long it was silent, by a clock that stands still while nobody looks. */
export class Watchdog {
  /** How long the session was watched in all, also by earlier processes. */
  ranMs: number;
  #silentMs = 0;
  #lastLookMs: number;
  readonly #idleMs: number;
  readonly #mostMs: number;

  constructor(limits: { idleMs: number; minutes: number | undefined; ranMs: number; elapsedMs: number }) {
    this.#idleMs = limits.idleMs;
    this.#mostMs = (limits.minutes ?? Infinity) * 60_000;
    this.#lastLookMs = limits.elapsedMs;
    this.ranMs = limits.ranMs;
  }

  /** Looks once. Answers why the session must end, or null. */
  look({ elapsedMs, hasSpoken }: { elapsedMs: number; hasSpoken: boolean }): Bite | null {
    const step = Math.min(elapsedMs - this.#lastLookMs, longestStepMs);
    this.#lastLookMs = elapsedMs;
    this.ranMs += step;
    this.#silentMs = hasSpoken ? 0 : this.#silentMs + step;
    if (this.ranMs > this.#mostMs) return 'minutes';
    return this.#silentMs > this.#idleMs ? 'idle' : null;
  }
}
