import { z } from 'zod';
import { deliverRun } from '../../domain/coordination/deliver-run.ts';
import { deliverName } from '../../kernel/config-deliver.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { runField } from './fields.ts';

/** Hands on what a run merged. */
export const runDeliver = defineTool({
  name: 'run_deliver',
  title: 'Hand on what a run merged',
  description:
    'Pushes the branch of a run (`branch`), fast-forwards the base (`target`), or opens a pull request per task, stacked where tasks were built on others (`pull-requests`, needs `gh`). Others see this: ask the person first. Said twice, nothing is there twice.',
  effect: 'changes',
  input: z.strictObject({
    run: runField,
    as: z.enum(['branch', 'target', 'pull-requests']),
    remote: deliverName.optional(),
    target: deliverName.optional(),
    draft: z.boolean().optional(),
  }),
  output: z.strictObject({
    run: z.string(),
    commit: z.string(),
    pulls: z.array(z.strictObject({ task: z.string(), number: z.int(), url: z.string(), base: z.string(), state: z.string() })),
  }),
  run: async (wish, { infra }) => {
    const delivered = await deliverRun(infra, wish);
    if (!delivered.ok) return delivered;
    const { commit, pulls } = delivered.value;
    return ok({
      run: wish.run,
      commit,
      pulls: pulls.map(({ of, number, url, base, state }) => ({ task: of, number, url, base, state })),
    });
  },
  say: ({ run, commit, pulls }) =>
    `Run ${run} is delivered at ${commit.slice(0, 12)}${pulls.length > 0 ? `, ${pulls.length} pull requests` : ''}.`,
});
