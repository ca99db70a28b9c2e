import { z } from 'zod';
import type { Failure } from '../../../kernel/failure.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { planBrief } from './briefs/plan-brief.ts';
import { lessonsFor } from '../work/lessons-for.ts';
import { planSchema } from '../work/plan-schema.ts';
import { runSession } from '../work/run-session.ts';
import { workspaceOf } from './workspace-of.ts';

/** A read-only session writes the plan as structured output. A trial has the plan of the work that it tries. */
export async function plan(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { trial } = attempt.task;
  if (trial) {
    recordTask(attempt, { kind: 'plan-made', plan: trial.plan });
    return null;
  }
  const workspace = workspaceOf(state);
  const told = await lessonsFor(attempt, state);
  const outcome = await runSession(attempt, state, {
    stage: 'plan',
    brief: planBrief(attempt, state, told.text),
    cwd: workspace.path,
    environment: workspace.environment,
    schema: z.toJSONSchema(planSchema),
    tools: { allow: [], readOnly: true },
    told,
  });
  if (!outcome.ok) return outcome.failure;
  const answer = planSchema.safeParse(outcome.value.structured);
  if (!answer.success) {
    const { session, directory } = outcome.value;
    return { reason: 'answer-invalid', session, detail: z.prettifyError(answer.error), keptAt: directory };
  }
  recordTask(attempt, { kind: 'plan-made', plan: answer.data });
  return null;
}
