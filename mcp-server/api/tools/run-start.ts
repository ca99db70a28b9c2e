import { z } from 'zod';
import { ensureSupervisor } from '../../domain/coordination/ensure-supervisor.ts';
import { planRun } from '../../domain/coordination/plan-run.ts';
import { submitRun } from '../../domain/coordination/submit-run.ts';
import { mergedBranch } from '../../kernel/names.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { runWishInput, wishOf } from './run-wish.ts';

/** Starts a run. */
export const runStart = defineTool({
  name: 'run_start',
  title: 'Start a run',
  description:
    'Starts a run of a graph and answers at once; takes the arguments of run_plan. It goes on by itself, also after this session. Starts sessions that cost money, so ask the person first and call it once.',
  effect: 'creates',
  input: runWishInput,
  output: z.strictObject({ run: z.string(), tasks: z.int(), branch: z.string() }),
  run: async (given, { infra, cwd }) => {
    const wish = wishOf(given, cwd);
    const planned = await planRun(infra, wish);
    if (!planned.ok) return planned;
    const { graph, config, agent, base } = planned.value;
    const submitted = await submitRun(infra, { from: wish.from, graph, config, agent, base: base.wanted });
    if (!submitted.ok) return submitted;
    const supervised = await ensureSupervisor(infra);
    if (!supervised.ok) return supervised;
    const { run } = submitted.value;
    return ok({ run, tasks: graph.tasks.length, branch: mergedBranch(run) });
  },
  say: ({ run, tasks, branch }) => `Run ${run} of ${tasks} tasks has started. It merges to ${branch}.`,
});
