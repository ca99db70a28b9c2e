import type { Failure } from '../../../kernel/failure.ts';
import type { Phase } from '../../../kernel/model.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from '../work/attempt.ts';
import { build } from './build.ts';
import { check } from './check.ts';
import { fix } from './fix.ts';
import { learn } from './learn.ts';
import { merge } from './merge.ts';
import { plan } from './plan.ts';
import { prepare } from './prepare.ts';
import { review } from './review.ts';

/** Carries a task through one phase. It records what happens, and returns a failure when the attempt cannot go on. */
export type StageFunction = (attempt: Attempt, state: TaskState) => Promise<Failure | null>;

const stages: Partial<Record<Phase, StageFunction>> = {
  preparing: prepare,
  planning: plan,
  building: build,
  checking: check,
  reviewing: review,
  fixing: fix,
  merging: merge,
  learning: learn,
};

/** What is done in a phase. */
export function stageOf(phase: Phase): StageFunction {
  const stage = stages[phase];
  if (!stage) throw new Error(`Nothing is done in phase ${phase}`);
  return stage;
}
