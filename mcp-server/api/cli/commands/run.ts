import { z } from 'zod';
import { ensureSupervisor } from '../../../domain/coordination/ensure-supervisor.ts';
import { readAllEvents } from '../../../domain/coordination/work/read-run.ts';
import { submitRun } from '../../../domain/coordination/submit-run.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { RunId } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { follow } from '../live/follow.ts';
import { outcomeText } from '../say/outcome.ts';
import { planJson, planText } from '../say/plan.ts';
import { runJson } from '../say/run-json.ts';
import { totals } from '../say/totals.ts';
import { agrees } from '../terminal/ask.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { defineCommand, isGiven, jsonFlag, yesFlag } from './command.ts';
import { planFromFlags } from './plan-from-flags.ts';
import { modelChoice, settingFlags } from './run-settings.ts';
import { slots, slotsFlag } from './slots.ts';

const dollars = 'an amount in US dollars above 0';

/** `fanout run` */
export const run = defineCommand({
  syntax: 'run <graph>',
  summary: 'Fan the tasks of a graph file out, from plan to reviewed and merged commits.',
  description:
    'Reads and checks everything first, shows the plan and asks. The run then goes on by itself: closing the terminal or Ctrl-C ' +
    'ends the watching, not the run. What passes is merged into a branch of the run; your branches and checkout stay as they are.',
  flags: [...settingFlags, slotsFlag, { flags: '--detach', says: 'start it and come back at once' }, yesFlag, jsonFlag],
  examples: [
    { line: 'fanout run graph.yaml', says: 'see the plan, agree, and watch' },
    { line: 'fanout run graph.yaml --yes --detach', says: 'from a script' },
    { line: 'fanout run graph.yaml --model build=opus --budget-usd 20', says: 'another model, and a cap' },
    { line: 'fanout run graph.yaml --simulate scenario.yaml', says: 'try it for nothing, with whatever can go wrong' },
  ],
  related: ['status', 'logs', 'merge', 'demo'],
  input: z.object({
    graph: z.string(),
    base: z.string().min(1, 'a branch or a commit').optional(),
    claude: z.string().min(1, 'the path of the Claude Code program').optional(),
    model: modelChoice,
    budgetUsd: z.coerce.number(dollars).positive(dollars).optional(),
    simulate: z.string().min(1, 'the path of a scenario').optional(),
    slots,
    detach: isGiven,
    yes: isGiven,
    json: isGiven,
  }),
  act: async (context, given) => {
    const { terminal } = context;
    const { json, yes, detach } = given;
    const planned = await planFromFlags(context, given);
    if (!planned.ok) return planned;
    const { infra, plan } = planned.value;
    if (!yes || !json)
      terminal.print(
        json ? JSON.stringify({ plan: planJson(plan) }) : planText(plan, { columns: terminal.columns(), paint: terminal.paint }),
      );
    if (!yes && (json || !(await agrees(terminal, 'Start it?'))))
      return fail({ reason: 'not-agreed', what: `the plan of ${given.graph}` });
    const { graph, config, agent, base } = plan;
    const submitted = await submitRun(infra, {
      from: context.cwd,
      graph,
      config,
      agent,
      base: base.wanted,
    });
    if (!submitted.ok) return submitted;
    const supervised = await ensureSupervisor(infra);
    if (!supervised.ok) return supervised;
    const { run: id, joined } = submitted.value;
    if (joined) terminal.complain(`Run ${id} does the same already, so nothing new was started.`);
    return detach ? leave(context, { run: id, json }) : watch(context, infra, { run: id, json });
  },
});

function leave({ terminal }: Context, { run: id, json }: { run: RunId; json: boolean }): Result<Outcome> {
  terminal.print(json ? JSON.stringify({ run: id, status: 'running' }) : `Run ${id} goes on without you.\n${comeBack(id)}`);
  return ok('done');
}

async function watch(context: Context, infra: Infra, { run: id, json }: { run: RunId; json: boolean }): Promise<Result<Outcome>> {
  const { terminal } = context;
  if (!json) terminal.print(`\nRun ${id}. Ctrl-C ends the watching, not the run.\n`);
  const signal = context.interrupted();
  const view = await follow(infra, { run: id, terminal, json, signal });
  if (!view || signal.aborted) {
    terminal.complain(`Run ${id} goes on.\n${comeBack(id)}`);
    return ok('interrupted');
  }
  if (view.finishedAt === null) {
    const supervised = await ensureSupervisor(infra);
    if (!supervised.ok) return supervised;
  }
  const events = readAllEvents(infra, { run: id });
  const text = () => outcomeText(view, { events, columns: terminal.columns(), paint: terminal.paint });
  terminal.print(json ? JSON.stringify(runJson(view, infra.clock.now())) : `\n${text()}`);
  const { tasks, merged } = totals(view);
  return ok(merged === tasks ? 'done' : 'notLanded');
}

const comeBack = (id: RunId): string => `  fanout status ${id} --watch   watch it\n  fanout cancel ${id}           stop it`;
