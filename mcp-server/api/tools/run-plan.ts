import { z } from 'zod';
import { expectRun } from '../../domain/coordination/expect-run.ts';
import { planRun } from '../../domain/coordination/plan-run.ts';
import { sayOverlap } from '../../domain/overlaps/forecast.ts';
import { waves } from '../../domain/tasks/waves.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { runWishInput, wishOf } from './run-wish.ts';

/** Plans a run. */
export const runPlan = defineTool({
  name: 'run_plan',
  title: 'Check a graph and plan its run',
  description:
    'Checks a graph and says what a run of it would do: waves, base, checks, agent, estimate. Touches nothing. Show it to the person before run_start. A graph is YAML or JSON: `title` and `tasks`, each with `key`, `title`, `spec` (text) or `specFile`, and as needed `dependsOn`, `paths` (globs it will touch), `checks`, `budget`.',
  effect: 'reads',
  input: runWishInput,
  output: z.strictObject({
    title: z.string(),
    repository: z.string(),
    base: z.string(),
    slots: z.int(),
    setup: z.string().nullable(),
    checks: z.array(z.string()),
    agent: z.string(),
    tasks: z.array(
      z.strictObject({
        key: z.string(),
        title: z.string(),
        wave: z.int(),
        dependsOn: z.array(z.string()),
        checks: z.array(z.string()),
      }),
    ),
    overlaps: z.array(z.string()),
    estimate: z.strictObject({ minutes: z.int(), usd: z.number(), sessions: z.int(), basis: z.string() }),
  }),
  run: async (given, { infra, cwd }) => {
    const planned = await planRun(infra, wishOf(given, cwd));
    if (!planned.ok) return planned;
    const { graph, repository, base, config, setup, checks, agent } = planned.value;
    const expectation = expectRun(infra, { graph, repository, slots: config.slots });
    const levels = waves(graph);
    return ok({
      title: graph.title,
      repository: repository.mainWorktree ?? repository.commonDir,
      base: `${base.name} (${base.commit.slice(0, 12)})`,
      slots: config.slots,
      setup,
      checks,
      agent: `${agent.name} ${agent.version}`,
      tasks: graph.tasks.map(({ key, title, dependsOn, checks }) => ({
        key,
        title,
        wave: levels.findIndex((keys) => keys.includes(key)) + 1,
        dependsOn,
        checks,
      })),
      overlaps: planned.value.overlaps.slice(0, 10).map(sayOverlap),
      estimate: {
        minutes: Math.ceil(expectation.minutes),
        usd: Math.round(expectation.usd * 100) / 100,
        sessions: expectation.sessions,
        basis: expectation.basis,
      },
    });
  },
  say: ({ title, tasks, estimate }) =>
    `${title}: ${tasks.length} tasks, about ${estimate.minutes} minutes and $${estimate.usd} at list price (${estimate.basis}).`,
});
