import type { Failure } from '../../../kernel/failure.ts';
import { fixBrief, type FixMaterial } from '../../reviews/fix-brief.ts';
import type { FixOrder, TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from '../work/attempt.ts';
import { builderTools, gatesOf } from '../work/gates-of.ts';
import { runSession } from '../work/run-session.ts';
import { acceptWork } from './accept-work.ts';
import { workspaceOf } from './workspace-of.ts';

/** The builder goes on in its own conversation with what was found: failed checks, findings with evidence, or a conflict. */
export async function fix(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const workspace = workspaceOf(state);
  if (!state.fix) throw new Error(`Task ${state.key} is fixing without an order`);
  const builder = state.sessions.findLast(
    ({ stage, endedAt, launchedAt }) => isWriter(stage) && endedAt !== null && launchedAt < state.since,
  );
  const outcome = await runSession(attempt, state, {
    stage: 'fix',
    resumes: builder?.id ?? null,
    brief: fixBrief({
      run: attempt.run.run,
      task: attempt.task.key,
      attempt: state.attempt,
      ...material(state, state.fix),
    }),
    cwd: workspace.path,
    environment: workspace.environment,
    tools: { allow: builderTools(attempt), readOnly: false },
    due: { worktree: workspace.path, since: state.commit ?? workspace.base, checks: gatesOf(attempt) },
  });
  if (!outcome.ok) return outcome.failure;
  return acceptWork(attempt, state, outcome.value);
}

function material(state: TaskState, { because, detail, files, red }: FixOrder): Partial<FixMaterial> {
  switch (because) {
    case 'findings':
      return { detail, findings: state.verdicts.at(-1)?.findings ?? [] };
    case 'conflict':
      return { detail, conflicts: files, failed: red, failedOn: 'your work together with what other tasks merged' };
    case 'checks':
      return { detail, failed: red };
  }
}

const isWriter = (stage: string): boolean => stage === 'build' || stage === 'fix';
