import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { makeInfra } from '../support/infra.ts';
import type { Bench } from './bench.ts';

const processes = 8;
const seconds = 3;
const program = resolve(import.meta.dirname, 'lease-taker.ts');

// What a fleet of sessions never comes near, and what nobody notices.
const wanted = { rate: 2500, p99Ms: 10, leastShare: 0.5 };

/** The lease transaction alone, from eight processes at once: how many a second, how long the slow ones take, who starves. */
export const leases: Bench = {
  name: 'leases',
  says: 'eight processes at the lease transaction, against 2,500 a second, 10 ms at p99, and an even share',
  run: async ({ say }) => {
    const infra = makeInfra();
    const takers = await Promise.all(Array.from({ length: processes }, (_, nth) => take(infra.home, nth)));
    infra.dispose();
    const times = takers.flat().toSorted((a, b) => a - b);
    const counts = takers.map((own) => own.length);
    const rate = times.length / seconds;
    const p99 = times[Math.floor(times.length * 0.99)] ?? Number.POSITIVE_INFINITY;
    const share = Math.min(...counts) / Math.max(...counts);
    say(`${Math.round(rate)} leases a second, p99 ${p99.toFixed(2)} ms, the least busy got ${share.toFixed(2)} of the busiest`);
    return [
      { name: `time of a lease against ${wanted.rate} a second`, ratio: wanted.rate / rate, goal: 1 },
      { name: `p99 against ${wanted.p99Ms} ms`, ratio: p99 / wanted.p99Ms, goal: 1 },
      { name: 'the busiest against the least busy', ratio: 1 / share, goal: 1 / wanted.leastShare },
    ];
  },
};

/** The milliseconds that each lease of one process took. */
async function take(home: string, nth: number): Promise<number[]> {
  const child = spawn(process.execPath, [program, home, String(nth), String(seconds)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  await once(child, 'close');
  return JSON.parse(output) as number[];
}
