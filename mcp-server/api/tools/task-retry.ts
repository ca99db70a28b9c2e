import { z } from 'zod';
import { ensureSupervisor } from '../../domain/coordination/ensure-supervisor.ts';
import { retryTask } from '../../domain/coordination/steer-run.ts';
import { defineTool } from './define-tool.ts';
import { runField, taskField } from './fields.ts';
import { ok } from '../../kernel/result.ts';

/** Tries one task again. */
export const taskRetry = defineTool({
  name: 'task_retry',
  title: 'Try a task again',
  description:
    'A new attempt at a task that failed, is blocked or was cancelled; tasks that only waited for it wait for the new one. What the last attempt did is kept below refs/fanout/. Harmless for a task that is under way.',
  effect: 'changes',
  input: z.strictObject({ run: runField, task: taskField }),
  output: z.strictObject({ run: z.string(), task: z.string(), changed: z.boolean(), phase: z.string() }),
  run: async ({ run, task }, { infra }) => {
    const retried = retryTask(infra, { run, task });
    const supervised = retried.ok && retried.value.changed ? await ensureSupervisor(infra) : ok(null);
    return supervised.ok ? retried : supervised;
  },
  say: ({ run, task, changed, phase }) => `Task ${task} of run ${run} ${changed ? 'is tried again' : `is ${phase}, as it was`}.`,
});
