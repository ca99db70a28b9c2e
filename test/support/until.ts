import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `look` answers something other than null, undefined and false, and answers that. Throws after `patienceMs`. */
export async function until<T>(
  look: () => T | Promise<T>,
  { patienceMs = 20_000, what = 'a condition' }: { patienceMs?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const start = performance.now();
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() - start > patienceMs) throw new Error(`Waited ${patienceMs} ms for ${what}`);
    await delay(10);
  }
}
