import { briefHeader } from '../../../reviews/brief-header.ts';
import { fence, fenceRule } from '../../../reviews/fence.ts';
import type { TaskState } from '../../../tasks/task-state.ts';
import type { Attempt } from '../../work/attempt.ts';

/** What a planning session reads: the spec and nothing of any other task. */
export const planBrief = (attempt: Attempt, state: TaskState, lessons: string): string => {
  const { run, task } = attempt;
  return `${briefHeader({ run: run.run, task: task.key, attempt: state.attempt }, 'plan')}

# Plan this task

Read what you need of this repository and plan the smallest change that meets the spec. Change nothing. Answer with the
structured output: a summary, the paths you will touch, the steps, the commands that will show that it works, and the risks.

${fenceRule}

# Spec

${fence(`${task.title}\n\n${task.spec}`, 'spec')}
${task.paths.length > 0 ? `\nThe author expects changes in:\n\n${fence(task.paths.join('\n'), 'paths')}\n` : ''}${lessons}`;
};
