import { z } from 'zod';
import { decideTask } from '../../domain/coordination/decide-task.ts';
import { ensureSupervisor } from '../../domain/coordination/ensure-supervisor.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { runField, taskField } from './fields.ts';

/** Decides about a task that waits for a person. */
export const taskDecide = defineTool({
  name: 'task_decide',
  title: "Carry out a person's decision about a task",
  description:
    'Only with what the person said after seeing the findings of run_status. accept merges the reviewed commit in spite of them; send-back gives it to its builder with `word`; give-up ends it.',
  effect: 'changes',
  input: z.strictObject({
    run: runField,
    task: taskField,
    decision: z.enum(['accept', 'send-back', 'give-up']),
    word: z.string().max(4000).optional().describe('What the builder is to do.'),
  }),
  output: z.strictObject({ run: z.string(), task: z.string(), changed: z.boolean(), phase: z.string() }),
  run: async ({ run, task, decision, word }, { infra }) => {
    const decided = await decideTask(infra, { run, task, decision, word });
    const supervised = decided.ok ? await ensureSupervisor(infra) : ok(null);
    return supervised.ok ? decided : supervised;
  },
  say: ({ run, task, phase }) => `Task ${task} of run ${run} is ${phase}.`,
});
