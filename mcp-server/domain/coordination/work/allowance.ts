import type { Config } from '../../../kernel/config.ts';
import type { Allowance, Stage } from '../../../kernel/model.ts';
import type { FailureOf } from '../../../kernel/result.ts';
import type { RunState } from '../../tasks/run-state.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { addUpTasks, grant, noAmount, type Grant } from '../../tasks/budget.ts';
import type { Attempt } from './attempt.ts';
import { readRunState, readTaskStates } from './record.ts';

type StageAllowance = Allowance & Required<Pick<Allowance, 'usd' | 'turns' | 'minutes'>>;

// Ample for the work of each stage, and the end of a session that runs in circles.
const defaults: Record<Stage, StageAllowance> = {
  plan: { usd: 2, turns: 60, minutes: 20 },
  build: { usd: 15, turns: 300, minutes: 90 },
  review: { usd: 5, turns: 100, minutes: 30 },
  fix: { usd: 10, turns: 200, minutes: 60 },
  learn: { usd: 0.5, turns: 12, minutes: 10 },
};

/**
 * What the next session of a stage may spend: the stage's own budget, and never more than what is left of the task's and the
 * run's when everything that is reserved is spent.
 */
export function allowanceFor({ infra, run, task }: Attempt, stage: Stage): Grant {
  const all = readTaskStates(infra.store, run.run);
  const own = all.filter(({ key }) => key === task.key);
  return grant(stageAllowance(run.config, stage), [
    { scope: `task ${task.key}`, cap: task.budget, ...addUpTasks(own) },
    {
      scope: `run ${run.run}`,
      cap: readRunState(infra.store, run.run)?.budget ?? run.budget,
      ...addUpTasks(all),
    },
  ]);
}

/** The failure of a run that has reached its cap, so that nothing new is started; null while something is left. */
export function runBudget({ run, budget }: RunState, tasks: readonly TaskState[]): FailureOf<'budget-spent'> | null {
  const { spent } = addUpTasks(tasks);
  const granted = grant({}, [{ scope: `run ${run}`, cap: budget, spent, reserved: noAmount }]);
  return granted.is === 'spent' ? granted.failure : null;
}

/** What one session of a stage may spend by itself, with nothing counted that others spent. */
export const stageAllowance = (config: Config, stage: Stage): StageAllowance => ({
  ...defaults[stage],
  ...defined(config.stages[stage]?.budget),
});

const defined = (allowance: Allowance | undefined): { [K in keyof Allowance]?: number } =>
  Object.fromEntries(Object.entries(allowance ?? {}).filter(([, value]) => value !== undefined));
