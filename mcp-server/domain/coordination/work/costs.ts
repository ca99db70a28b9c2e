import type { Stage } from '../../../kernel/model.ts';
import { isUnpriced } from '../../tasks/budget.ts';
import type { TaskState } from '../../tasks/task-state.ts';

/** Where the money of some sessions went, in US dollars: an estimate at list price, as the agent reported it. */
export interface Costs {
  stages: Partial<Record<Stage, number>>;
  models: Record<string, number>;
  /** Sessions that were ended before they said what they cost: in no sum, but counted whole by budgets. */
  unpriced: number;
}

/** Splits what the sessions of a task and agents of other vendors cost by what they were for, and by the models that they asked. */
export function costsOf({ sessions, others = {} }: Pick<TaskState, 'sessions' | 'others'>): Costs {
  const costs: Costs = { stages: {}, models: {}, unpriced: 0 };
  for (const [name, { usd }] of Object.entries(others)) {
    if (usd === 0) continue;
    costs.models[name] = usd;
    costs.stages.review = (costs.stages.review ?? 0) + usd;
  }
  for (const session of sessions) {
    const { stage, spending } = session;
    if (spending === null) continue;
    if (spending.usd > 0) costs.stages[stage] = (costs.stages[stage] ?? 0) + spending.usd;
    for (const [model, usd] of Object.entries(spending.models)) costs.models[model] = (costs.models[model] ?? 0) + usd;
    if (isUnpriced(session, sessions)) costs.unpriced += 1;
  }
  return costs;
}

/** The costs of several tasks as one. */
export function sumCosts(all: readonly Costs[]): Costs {
  const sum: Costs = { stages: {}, models: {}, unpriced: 0 };
  for (const { stages, models, unpriced } of all) {
    for (const [stage, usd] of Object.entries(stages)) sum.stages[stage as Stage] = (sum.stages[stage as Stage] ?? 0) + usd;
    for (const [model, usd] of Object.entries(models)) sum.models[model] = (sum.models[model] ?? 0) + usd;
    sum.unpriced += unpriced;
  }
  return sum;
}
