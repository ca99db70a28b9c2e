const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Runs a synchronous piece of database work and repeats it while another process writes, with 0.2 to 1 ms of jitter between
 * tries: slower for one writer than SQLite's own handler, but none of many starves. Gives up after `patienceMs` and throws.
 */
export function withRetry<T>(work: () => T, patienceMs = 10_000): T {
  const start = performance.now();
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() - start > patienceMs) throw error;
      pauseFor(0.2 + Math.random() * 0.8);
    }
  }
}

/** Stands still for some milliseconds, and parts of one. */
export function pauseFor(ms: number): void {
  Atomics.wait(pause, 0, 0, ms);
}

/** Whether an error says that another connection holds the database. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY');
