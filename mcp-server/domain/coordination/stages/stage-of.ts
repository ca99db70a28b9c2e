import type { Phase, Task } from '../../../kernel/model.ts';
import type { StageFunction } from '../work/attempt.ts';
import { build } from './build.ts';
import { check } from './check.ts';
import { fix } from './fix.ts';
import { learn } from './learn.ts';
import { merge } from './merge.ts';
import { plan } from './plan.ts';
import { prepare } from './prepare.ts';
import { review } from './review.ts';
import { tryOut } from './try-out.ts';

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

/** What is done in a phase. A trial is judged where other work is checked, and lands nowhere. */
export function stageOf(phase: Phase, { trial }: Pick<Task, 'trial'>): StageFunction {
  const stage = trial && phase === 'checking' ? tryOut : stages[phase];
  if (!stage) throw new Error(`Nothing is done in phase ${phase}`);
  return stage;
}
