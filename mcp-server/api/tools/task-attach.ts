import { z } from 'zod';
import { attachTask } from '../../domain/coordination/attach-task.ts';
import { defineTool } from './define-tool.ts';
import { enterOutput, portsOutput, runField, sayEnter, taskField } from './fields.ts';

/** Hands a task to a person. */
export const taskAttach = defineTool({
  name: 'task_attach',
  title: 'Hand a task to a person',
  description:
    'Stops the session of a task and keeps the run off it, so that the person, or you for them, can work in its worktree. `conversation` is what `claude --resume` takes. Also for a blocked, failed or cancelled task whose worktree is there. Commit there, then task_release.',
  effect: 'changes',
  input: z.strictObject({ run: runField, task: taskField }),
  output: z.strictObject({
    run: z.string(),
    task: z.string(),
    worktree: z.string(),
    branch: z.string(),
    ports: portsOutput,
    enter: enterOutput,
    conversation: z.string().nullable(),
    was: z.string(),
  }),
  run: (wish, { infra, signal }) => attachTask(infra, { ...wish, signal }),
  say: ({ task, worktree, was, enter }) =>
    [`Task ${task}, which was ${was}, is the person's at ${worktree}.`, ...sayEnter(enter)].join('\n'),
});
