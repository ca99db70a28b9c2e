import type { Config } from '../../../kernel/config.ts';
import type { FailureOf } from '../../../kernel/result.ts';
import type { Allowance, Stage } from '../../../kernel/model.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from './attempt.ts';
import { readTaskStates } from './record.ts';

// Ample for the work of each stage, and the end of a session that runs in circles.
const defaults: Record<Stage, Required<Allowance>> = {
  plan: { usd: 2, turns: 60, minutes: 20 },
  build: { usd: 15, turns: 300, minutes: 90 },
  review: { usd: 5, turns: 100, minutes: 30 },
  fix: { usd: 10, turns: 200, minutes: 60 },
  learn: { usd: 0.5, turns: 12, minutes: 10 },
};

/**
 * What the next session of a stage may spend: the stage's own budget, and never more than what is left of the task's and
 * the run's. Where nothing is left, the failure that says which cap was reached.
 */
export function allowanceFor(attempt: Attempt, state: TaskState, stage: Stage): Allowance | FailureOf<'budget-spent'> {
  const { infra, run, task } = attempt;
  const all = readTaskStates(infra.store, run.run);
  const left = [
    remaining(`task ${task.key}`, task.budget.usd, spentUsd([state])),
    remaining(`run ${run.run}`, run.config.budget.usd, spentUsd(all)),
  ];
  const spent = left.find((scope) => scope.usd <= 0);
  if (spent) return { reason: 'budget-spent', scope: spent.scope, limitUsd: spent.limit, spentUsd: spent.limit - spent.usd };
  const own = stageAllowance(run.config, stage);
  return {
    usd: Math.min(own.usd, ...left.map((scope) => scope.usd)),
    turns: Math.min(own.turns, task.budget.turns ?? Infinity),
    minutes: Math.min(own.minutes, task.budget.minutes ?? Infinity),
  };
}

/** What one session of a stage may spend by itself, with nothing counted that others spent. */
export const stageAllowance = (config: Config, stage: Stage): Required<Allowance> => ({
  ...defaults[stage],
  ...defined(config.stages[stage]?.budget),
});

const remaining = (scope: string, limit: number | undefined, spent: number) => ({
  scope,
  limit: limit ?? Infinity,
  usd: (limit ?? Infinity) - spent,
});

const spentUsd = (tasks: TaskState[]): number =>
  tasks.flatMap((task) => task.sessions).reduce((total, session) => total + (session.spending?.usd ?? 0), 0);

const defined = (allowance: Allowance | undefined): { [K in keyof Allowance]?: number } =>
  Object.fromEntries(Object.entries(allowance ?? {}).filter(([, value]) => value !== undefined));
