import { z } from 'zod';
import { readEvents } from '../../../domain/coordination/work/read-run.ts';
import type { Recorded } from '../../../kernel/event.ts';
import { ok } from '../../../kernel/result.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { seconds } from '../terminal/units.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { findRun } from './find-run.ts';

/** `fanout events` */
export const events = defineCommand({
  syntax: 'events [run]',
  summary: 'Print what the journal recorded of a run.',
  description:
    'Every effect has a line before it and a line after it. With --json, one object per line with every fact and its checksum.',
  flags: [jsonFlag],
  examples: [{ line: 'fanout events --json | grep merged', says: 'the merges of the newest run' }],
  related: ['status', 'logs'],
  input: z.object({ run: z.string().optional(), json: isGiven }),
  act: async ({ terminal, cwd, open }, { run, json }) => {
    const infra = await open();
    if (!infra.ok) return infra;
    const found = await findRun(infra.value, { cwd, wanted: run, reads: true });
    if (!found.ok) return found;
    for (let after = 0; ;) {
      const page = readEvents(infra.value, { run: found.value.run, after });
      const last = page.at(-1);
      if (!last) return ok('done');
      for (const event of page) terminal.print(json ? JSON.stringify(event) : eventLine(event, found.value.createdAt));
      after = last.seq;
    }
  },
});

function eventLine({ at, task, kind, ...rest }: Recorded, createdAt: number): string {
  const facts = Object.entries(rest)
    .filter(([name, value]) => !['run', 'seq', 'sum'].includes(name) && ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name}=${String(value)}`);
  return sanitiseLine([seconds(at - createdAt), task ?? 'run', kind, ...facts].join(' '));
}
