import type { Clock } from '../../kernel/clock.ts';
import { readExit, readState } from './session-state.ts';

// Whether the shim lives is a look at the process table where there is no /proc.
const checkLifeEveryMs = 1000;
// A shim that has claimed its directory says who it is within milliseconds.
const startWithinMs = 15_000;

/** Looks whether a session still runs, as cheaply as that can be had. */
export class LifeCheck {
  readonly #clock: Clock;
  readonly #directory: string;
  readonly #beganMs: number;
  #checkedMs = -Infinity;

  constructor(clock: Clock, directory: string) {
    this.#clock = clock;
    this.#directory = directory;
    this.#beganMs = clock.elapsed();
  }

  /** Whether the session runs, or may still be starting. */
  look(): boolean {
    if (readExit(this.#directory) !== null) return false;
    const nowMs = this.#clock.elapsed();
    if (nowMs - this.#checkedMs < checkLifeEveryMs) return true;
    this.#checkedMs = nowMs;
    const { kind } = readState(this.#directory);
    if (kind === 'running') return true;
    return kind === 'starting' && nowMs - this.#beganMs < startWithinMs;
  }
}
