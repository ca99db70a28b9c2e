import type { Failure } from '../../../kernel/failure.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from '../work/attempt.ts';
import { buildBrief } from './briefs/build-brief.ts';
import { builderTools, gatesOf } from '../work/gates-of.ts';
import { lessonsFor } from '../work/lessons-for.ts';
import { runSession } from '../work/run-session.ts';
import { acceptWork } from './accept-work.ts';
import { workspaceOf } from './workspace-of.ts';

/** A session implements the plan; what it says about that is a claim until its commits were looked at. */
export async function build(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const workspace = workspaceOf(state);
  const told = await lessonsFor(attempt, state);
  const outcome = await runSession(attempt, state, {
    stage: 'build',
    brief: buildBrief(attempt, state, { checks: gatesOf(attempt), lessons: told.text }),
    cwd: workspace.path,
    environment: workspace.environment,
    tools: { allow: builderTools(attempt), readOnly: false },
    due: { worktree: workspace.path, since: workspace.base, checks: gatesOf(attempt) },
    told,
  });
  if (!outcome.ok) return outcome.failure;
  return acceptWork(attempt, state, outcome.value);
}
