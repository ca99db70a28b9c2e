import type { Failure } from '../../../kernel/failure.ts';
import { mergedBranch, rescueRef } from '../../../kernel/names.ts';
import { readDiff } from '../../../infra/git/diff.ts';
import { lessonBrief } from '../../lessons/lesson-brief.ts';
import { admitLesson } from '../../lessons/admit-lesson.ts';
import { lessonJsonSchema } from '../../lessons/lesson-schema.ts';
import { writeLesson } from '../../lessons/write-lesson.ts';
import type { ProvenFinding, TaskState } from '../../tasks/task-state.ts';
import { removeWorkspace } from '../../workspaces/remove-workspace.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { reactTo } from '../react.ts';
import { record, readRunState, readTaskState } from '../work/record.ts';
import { runSession } from '../work/run-session.ts';
import { workspaceOf } from './workspace-of.ts';

/**
 * Writes what a proven fault teaches into the repository's rules, then gives the workspace back. A lesson that cannot be
 * had is logged and left out: the task's work has landed, whatever comes of the lesson.
 */
export async function learn(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task, signal } = attempt;
  if (run.config.lessons) {
    for (const proven of state.proven) {
      const current = readTaskState(infra.store, run.run, task.key) ?? state;
      const failure = await teach(attempt, current, proven);
      if (signal.aborted) return null;
      if (failure && isWorthWaiting(failure, { setbacks: current.setbacks, now: infra.clock.now() })) return failure;
      if (failure) infra.log.warn({ failure, task: task.key }, 'no lesson was written');
    }
  }
  return giveBack(attempt, state);
}

const isWorthWaiting = (failure: Failure, { setbacks, now }: { setbacks: number; now: number }): boolean =>
  reactTo(failure, { setbacks, now, hasWorked: true }).do === 'wait';

async function teach(attempt: Attempt, state: TaskState, { finding, brokenAt, fixedAt }: ProvenFinding): Promise<Failure | null> {
  const { infra, run, task } = attempt;
  if (readRunState(infra.store, run.run)?.lessons.some(({ lesson }) => lesson.provenance.finding === finding.id)) return null;
  const workspace = workspaceOf(state);
  const diff = await readDiff({ repository: run.repository, base: brokenAt, commit: fixedAt });
  if (!diff.ok) return diff.failure;
  const outcome = await runSession(attempt, state, {
    stage: 'learn',
    brief: lessonBrief({ run: run.run, task: task.key, attempt: state.attempt, finding, diff: diff.value }),
    cwd: workspace.path,
    environment: workspace.environment,
    schema: lessonJsonSchema,
    tools: { allow: [], readOnly: true },
    about: finding.id,
  });
  if (!outcome.ok) return outcome.failure;
  const lesson = admitLesson({
    answer: outcome.value.structured,
    session: outcome.value.session,
    directory: outcome.value.directory,
    proven: { finding, brokenAt, fixedAt },
    run: run.run,
    task: task.key,
  });
  if (!lesson.ok) return lesson.failure;
  const target = `refs/heads/${mergedBranch(run.run)}`;
  const written = await attempt.merging(() =>
    writeLesson(infra, { repository: run.repository, run: run.run, target, lesson: lesson.value }),
  );
  if (!written.ok) return written.failure;
  record(infra, { kind: 'lesson-written', run: run.run, lesson: lesson.value, ...written.value });
  return null;
}

/** The branch goes with the worktree: its commits are reachable from the run's branch now. */
async function giveBack(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task } = attempt;
  const current = readTaskState(infra.store, run.run, task.key) ?? state;
  if (current.workspace) {
    const { path, branch } = current.workspace;
    const removed = await removeWorkspace(infra, {
      repository: run.repository,
      path,
      rescueRef: rescueRef(run.run, task.key, infra.clock.now()),
      deleteBranch: { branch, keepAt: null },
    });
    if (!removed.ok)
      infra.log.warn({ failure: removed.failure, task: task.key }, 'the workspace stays; `fanout clean` tries again');
    else recordTask(attempt, { kind: 'workspace-removed', path, rescued: removed.value.rescued });
  }
  recordTask(attempt, { kind: 'task-done' });
  return null;
}
