import { z } from 'zod';
import { ok } from '../../../kernel/result.ts';
import { perform } from '../demo/perform.ts';
import { sayEnd } from '../demo/say-end.ts';
import { defineCommand, isGiven, jsonFlag, yesFlag } from './command.ts';
import { slots, slotsFlag } from './slots.ts';

/** `fanout demo` */
export const demo = defineCommand({
  syntax: 'demo',
  summary: 'Fan five specs out in a sample repository, from plan to merge, and see what it is like.',
  description:
    'Makes a sample repository in a temporary folder and carries out five specs there: in one the builder makes a fault that the ' +
    'review proves and a fix mends, and two conflict. The model is scripted, so it costs nothing and needs no login; everything ' +
    'else is real. Your own repositories, settings and runs are not touched.',
  flags: [
    slotsFlag,
    { flags: '--live', says: 'let the real model do it, with your own Claude Code login; asks first' },
    yesFlag,
    { flags: '--keep', says: 'keep the state folder too: journal, transcripts, outputs' },
    jsonFlag,
  ],
  examples: [
    { line: 'fanout demo', says: 'about a minute' },
    { line: 'fanout demo --json', says: 'the last line is one object with the counts' },
    { line: 'fanout demo --live', says: 'for real, at a few dollars at list price' },
  ],
  related: ['run', 'doctor'],
  input: z.object({ slots, live: isGiven, yes: isGiven, keep: isGiven, json: isGiven }),
  act: async (context, wanted) => {
    const played = await perform(context, wanted);
    if (!played.ok) return played;
    sayEnd(context.terminal, { played: played.value, ...wanted });
    return ok(played.value.outcome);
  },
});
