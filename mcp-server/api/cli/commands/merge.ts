import { z } from 'zod';
import { mergeRun } from '../../../domain/coordination/merge-run.ts';
import { ok } from '../../../kernel/result.ts';
import { short } from '../terminal/units.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { findRun } from './find-run.ts';

/** `fanout merge` */
export const merge = defineCommand({
  syntax: 'merge [run]',
  summary: 'Take over what a run merged, by fast-forwarding a branch of yours.',
  description:
    'Until you say this, your branches and your checkout stay as they are. A branch that you are on is fast-forwarded in place when ' +
    'that touches none of your changes. A branch that has moved on in the meantime is refused, never rewritten.',
  flags: [
    { flags: '--into <branch>', says: 'the branch to fast-forward' },
    { flags: '--weakened', says: "also when commits of others on the run's branch weaken the gates" },
    jsonFlag,
  ],
  examples: [
    { line: 'fanout merge --into main', says: 'the newest run of this repository' },
    { line: 'fanout merge 7k2m --into release', says: 'another run, another branch' },
  ],
  related: ['status', 'clean'],
  input: z.object({
    run: z.string().optional(),
    into: z.string('a branch to fast-forward, as --into BRANCH').min(1, 'a branch to fast-forward, as --into BRANCH'),
    weakened: isGiven,
    json: isGiven,
  }),
  act: async ({ terminal, cwd, open }, { run, into, weakened, json }) => {
    const infra = await open();
    if (!infra.ok) return infra;
    const found = await findRun(infra.value, { cwd, wanted: run });
    if (!found.ok) return found;
    const { run: id, mergedBranch } = found.value;
    const merged = await mergeRun(infra.value, { run: id, into, mayWeaken: weakened });
    if (!merged.ok) return merged;
    const { branch, from, to } = merged.value;
    const moved = from === to ? `is at ${short(to)} already` : `went from ${short(from)} to ${short(to)}`;
    const text = `${branch} ${moved}, which is ${mergedBranch}. \`fanout clean ${id}\` removes the worktrees of the run.`;
    terminal.print(json ? JSON.stringify({ run: id, ...merged.value }) : text);
    return ok('done');
  },
});
