import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Bench } from './bench.ts';
import { median } from './median.ts';

const goalMs = 20;
const processes = 9;
const program = join(import.meta.dirname, 'lookup', 'look-up.ts');
const answer = z.strictObject({ bytes: z.int(), first: z.number(), again: z.number() });

/**
 * How long the lessons for a brief are looked for in a ledger of 500, in a process that never read one and in one that read it
 * before. It is time of the processor, so that what else the machine does stays out of it as far as it can.
 */
export const lookup: Bench = {
  name: 'lookup',
  says: `lessons for a brief out of 500, from the ledger's text to the brief's, of ${goalMs} ms`,
  run: ({ say, size = 500 }) => {
    const looked = Array.from({ length: processes }, () =>
      answer.parse(JSON.parse(execFileSync(process.execPath, [program, String(size)], { encoding: 'utf8' }))),
    );
    const first = median(looked.map((one) => one.first));
    const again = median(looked.map((one) => one.again));
    say(`${size} lessons, ${looked[0]?.bytes} bytes: ${first.toFixed(1)} ms at first, ${again.toFixed(1)} ms from then on`);
    return [
      { name: 'lessons for a brief, in a new process', ratio: first / goalMs, goal: 1 },
      { name: 'lessons for a brief, ledger read before', ratio: again / goalMs, goal: 1 },
    ];
  },
};
