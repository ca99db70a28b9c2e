import type { Failure } from '../../../kernel/failure.ts';
import type { ReviewConfig } from '../../../kernel/config-reviews.ts';
import { isBlocking } from '../../reviews/decide.ts';
import { fixBrief, type FixMaterial } from '../../reviews/fix-brief.ts';
import type { FixOrder, TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from '../work/attempt.ts';
import { collisionNote } from '../work/collision-note.ts';
import { builderTools, gatesOf } from '../work/gates-of.ts';
import { numberNote } from '../work/number-note.ts';
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
    brief: [
      fixBrief({
        run: attempt.run.run,
        task: attempt.task.key,
        attempt: state.attempt,
        ...material(attempt, state, state.fix),
      }),
      collisionNote(state.collisions),
      numberNote(state.clashes ?? []),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    cwd: workspace.path,
    environment: workspace.environment,
    tools: { allow: builderTools(attempt), readOnly: false },
    due: { worktree: workspace.path, since: state.commit ?? workspace.base, checks: gatesOf(attempt) },
  });
  if (!outcome.ok) return outcome.failure;
  return acceptWork(attempt, state, outcome.value);
}

function material({ run }: Attempt, state: TaskState, { because, detail, files, red }: FixOrder): Partial<FixMaterial> {
  switch (because) {
    case 'findings':
      return { detail, ...foundBy(state, run.config.reviews) };
    case 'person':
      return { word: detail, failed: red, ...foundBy(state, run.config.reviews) };
    case 'conflict':
      return { detail, conflicts: files, failed: red, failedOn: 'your work together with what other tasks merged' };
    case 'checks':
      return { detail, failed: red };
  }
}

/** The findings of the last review, and which of those that nobody could replay were asked to be mended. */
function foundBy({ verdicts }: TaskState, { unproven }: ReviewConfig): Pick<FixMaterial, 'findings' | 'asked'> {
  const findings = verdicts.at(-1)?.findings ?? [];
  const asked = findings.filter((finding) => isBlocking(finding, { round: verdicts.length, unproven })).map(({ id }) => id);
  return { findings, asked };
}

const isWriter = (stage: string): boolean => stage === 'build' || stage === 'fix';
