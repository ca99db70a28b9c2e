import { z } from 'zod';
import { releaseTask } from '../../domain/coordination/attach-task.ts';
import { ensureSupervisor } from '../../domain/coordination/ensure-supervisor.ts';
import { defineTool } from './define-tool.ts';
import { runField, taskField } from './fields.ts';

/** Takes a task back from a person. */
export const taskRelease = defineTool({
  name: 'task_release',
  title: 'Give a task back to its run',
  description:
    'Gives a task back that task_attach handed over: new commits are checked, reviewed and merged; without any it goes on where it was. Refused while something is not committed.',
  effect: 'changes',
  input: z.strictObject({ run: runField, task: taskField }),
  output: z.strictObject({ run: z.string(), task: z.string(), commit: z.string().nullable(), phase: z.string() }),
  run: async (wish, { infra }) => {
    const released = await releaseTask(infra, wish);
    if (!released.ok) return released;
    const supervised = await ensureSupervisor(infra);
    return supervised.ok ? released : supervised;
  },
  say: ({ task, phase }) => `Task ${task} is ${phase} again.`,
});
