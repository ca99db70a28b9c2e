import type { Plan } from '../../../../kernel/model.ts';
import { briefHeader } from '../../../reviews/brief-header.ts';
import { fence, fenceRule } from '../../../reviews/fence.ts';
import type { TaskState } from '../../../tasks/task-state.ts';
import type { Attempt } from '../../work/attempt.ts';
import { collisionNote } from '../../work/collision-note.ts';

/** What a building session reads: the spec, the plan, and the checks that it will be held to. */
export const buildBrief = (
  attempt: Attempt,
  state: TaskState,
  { checks, lessons }: { checks: string[]; lessons: string },
): string => {
  const { run, task } = attempt;
  return `${briefHeader({ run: run.run, task: task.key, attempt: state.attempt }, 'build')}

# Build this task

Implement the spec on the branch that is checked out here, with tests, and commit all of it. Work in this folder only.

${fenceRule}

# Spec

${fence(`${task.title}\n\n${task.spec}`, 'spec')}

# Plan

${state.plan ? fence(renderPlan(state.plan), 'plan') : 'There is no plan. Make a short one first.'}
${lessons}
${collisionNote(state.collisions)}
# Checks that must pass on your last commit

${checks.length > 0 ? checks.map((check) => `- \`${check}\``).join('\n') : 'None are configured. Find out how this repository tests itself, and do that.'}
`;
};

const renderPlan = (plan: Plan): string =>
  [plan.summary, list('Paths', plan.paths), list('Steps', plan.steps), list('Checks', plan.checks), list('Risks', plan.risks)]
    .filter((part) => part !== '')
    .join('\n\n');

const list = (title: string, items: string[]): string =>
  items.length > 0 ? `${title}:\n${items.map((item) => `- ${item}`).join('\n')}` : '';
