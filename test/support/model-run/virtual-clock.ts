import type { Clock } from '../../../mcp-server/kernel/clock.ts';

interface Sleeper {
  at: number;
  wake: () => void;
}

/** Time that jumps to the next moment at which somebody wants to be woken, as soon as nobody has anything else to do. */
export class VirtualClock implements Clock {
  #ms = 1_750_000_000_000;
  readonly #start = this.#ms;
  readonly #sleepers = new Set<Sleeper>();
  #isPumping = false;

  now(): number {
    return Math.floor(this.#ms);
  }

  elapsed(): number {
    return this.#ms - this.#start;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { at: this.#ms + Math.max(0, ms), wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => this.#sleepers.delete(sleeper) && resolve(), { once: true });
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    setImmediate(() => {
      this.#isPumping = false;
      const next = Math.min(...[...this.#sleepers].map(({ at }) => at));
      this.#ms = Math.max(this.#ms, next);
      for (const sleeper of this.#sleepers) {
        if (sleeper.at > this.#ms) continue;
        this.#sleepers.delete(sleeper);
        sleeper.wake();
      }
      if (this.#sleepers.size > 0) this.#pump();
    });
  }
}
