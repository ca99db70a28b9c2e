import { z } from 'zod';
import { deliverRun } from '../../../domain/coordination/deliver-run.ts';
import { watchPulls } from '../../../domain/coordination/watch-pulls.ts';
import { deliverName } from '../../../kernel/config-deliver.ts';
import { ok } from '../../../kernel/result.ts';
import { deliveryText, pullsText } from '../say/delivery.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { findRun } from './find-run.ts';

// Checks take minutes, and forges count requests.
const everyMs = 15_000;

/** `fanout deliver` */
export const deliver = defineCommand({
  syntax: 'deliver [run]',
  summary: 'Hand on what a run merged: push its branch, or open pull requests.',
  description:
    'A pull request for each task that landed, with spec, plan, evidence and cost; where a task was built on others they are stacked. ' +
    'Said twice, nothing is there twice. Only branches below fanout/ are pushed, and none that has commits of others. ' +
    'With --merge each is merged at exactly the commit that was reviewed, once its checks passed. Pull requests need `gh`.',
  flags: [
    {
      flags: '--as <way>',
      says: 'branch (push it), target (fast-forward the base) or pull-requests; default: fanout.yaml, else branch',
    },
    { flags: '--remote <name>', says: 'the remote to push to; default: fanout.yaml, else origin' },
    { flags: '--target <branch>', says: 'the branch that it goes to; default: the one that the run started from' },
    { flags: '--draft', says: 'open pull requests as drafts' },
    { flags: '--watch', says: 'stay until no check of the pull requests is pending' },
    { flags: '--merge', says: 'stay, and merge each pull request whose checks passed' },
    jsonFlag,
  ],
  examples: [
    { line: 'fanout deliver --as pull-requests --watch', says: 'the newest run of this repository' },
    { line: 'fanout deliver 7k2m --as branch --remote upstream', says: 'push a run’s branch by plain git' },
  ],
  related: ['merge', 'status'],
  input: z.object({
    run: z.string().optional(),
    as: z.enum(['branch', 'target', 'pull-requests'], 'branch, target or pull-requests').optional(),
    remote: deliverName.optional(),
    target: deliverName.optional(),
    draft: isGiven,
    watch: isGiven,
    merge: isGiven,
    json: isGiven,
  }),
  act: async ({ terminal, cwd, open, interrupted }, { run, as, remote, target, draft, watch, merge, json }) => {
    const infra = await open();
    if (!infra.ok) return infra;
    const found = await findRun(infra.value, { cwd, wanted: run });
    if (!found.ok) return found;
    const { run: id, mergedBranch } = found.value;
    const way = as ?? (watch || merge ? 'pull-requests' : undefined);
    const wish = { run: id, as: way, remote, target, draft: draft || undefined };
    const delivered = await deliverRun(infra.value, wish);
    if (!delivered.ok) return delivered;
    if (!json) terminal.print(deliveryText(delivered.value, { mergedBranch }));
    if (!(watch || merge) || delivered.value.as !== 'pull-requests') {
      if (json) terminal.print(JSON.stringify({ run: id, ...delivered.value }));
      return ok('done');
    }
    const signal = interrupted();
    let last = '';
    const seen = await watchPulls(infra.value, {
      run: id,
      remote,
      merge,
      everyMs,
      signal,
      onLook: (pulls) => {
        const text = pullsText(pulls);
        if (!json && text !== last) terminal.print(text);
        last = text;
      },
    });
    if (!seen.ok) return seen;
    if (json) terminal.print(JSON.stringify({ run: id, ...delivered.value, pulls: seen.value }));
    if (signal.aborted) return ok('interrupted');
    const isGood = seen.value.every(
      ({ state, checks }) => state === 'merged' || (!merge && state === 'open' && checks !== 'failed'),
    );
    return ok(isGood ? 'done' : 'notLanded');
  },
});
