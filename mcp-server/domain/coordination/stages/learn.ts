import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import type { Commit, Evidence } from '../../../kernel/model.ts';
import { attemptRef, mergedBranch, rescueRef } from '../../../kernel/names.ts';
import { readDiff } from '../../../infra/git/diff.ts';
import { readRef } from '../../../infra/git/refs.ts';
import { lessonBrief } from '../../lessons/lesson-brief.ts';
import { admitLesson, type AdmittedLesson } from '../../lessons/admit-lesson.ts';
import { isProseIgnored } from '../../lessons/is-prose-ignored.ts';
import { lessonJsonSchema } from '../../lessons/lesson-schema.ts';
import { loadedRules } from '../../lessons/loaded-rules.ts';
import { proveCheck } from '../../lessons/prove-check.ts';
import { writeLesson } from '../../lessons/write-lesson.ts';
import type { ProvenFinding, TaskState } from '../../tasks/task-state.ts';
import { removeWorkspace } from '../../workspaces/remove-workspace.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { taskDirectory } from '../work/directories.ts';
import { readRunBook } from '../work/lessons-for.ts';
import { reactTo } from '../work/react.ts';
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
  const { repository } = run;
  const learnt = readRunState(infra.store, run.run)?.lessons ?? [];
  if (learnt.some(({ lesson: { provenance } }) => provenance.task === task.key && provenance.finding === finding.id)) return null;
  const workspace = workspaceOf(state);
  const diff = await readDiff({ repository, base: brokenAt, commit: fixedAt });
  if (!diff.ok) return diff.failure;
  const target = `refs/heads/${mergedBranch(run.run)}`;
  const control = await readRef({ repository, ref: target });
  if (control === null) return { reason: 'revision-unknown', revision: target, path: repository.commonDir };
  const book = await readRunBook(attempt);
  const loaded = await loadedRules({ repository, commit: control, book, paths: [finding.file] });
  const material = { finding, diff: diff.value, loaded, isProseIgnored: isProseIgnored(book, finding.file) };
  const outcome = await runSession(attempt, state, {
    stage: 'learn',
    brief: lessonBrief({ run: run.run, task: task.key, attempt: state.attempt, ...material }),
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
    fix: diff.value,
    loaded,
    run: run.run,
    task: task.key,
  });
  if (!lesson.ok) return lesson.failure;
  const proven = await provenCheck(attempt, state, { lesson: lesson.value, control });
  const written = await attempt.merging(() => writeLesson(infra, { repository, target, lesson: lesson.value, proven }));
  if (!written.ok) return written.failure;
  const { commit, path, lesson: asWritten, came, state: standing } = written.value;
  // What only recurred was told before, and what waits for a person is not in use.
  if (came !== 'recurred' && standing !== 'candidate')
    record(infra, { kind: 'lesson-written', run: run.run, lesson: asWritten, commit, path });
  return null;
}

/** The check that the draft came with, if a replay shows that it fails on the fault and harms nothing else. */
async function provenCheck(
  attempt: Attempt,
  state: TaskState,
  { lesson, control }: { lesson: AdmittedLesson; control: Commit },
): Promise<Evidence | null> {
  const { infra, run, task, signal } = attempt;
  if (!lesson.check || lesson.asks !== null) return null;
  const { brokenAt, fixedAt } = lesson.provenance;
  const id = lesson.same ?? lesson.id;
  const proof = await proveCheck(infra, {
    repository: run.repository,
    lesson: { ...lesson, id },
    check: lesson.check,
    brokenAt,
    fixedAt,
    control,
    path: `${workspaceOf(state).path}.lesson`,
    config: run.config,
    environment: { FANOUT_RUN: run.run, FANOUT_TASK: task.key },
    outputDirectory: join(taskDirectory(infra, attempt), `lesson-${id}`),
    signal,
  });
  if (proof.ok && proof.value.isProven) return lesson.check;
  infra.log.warn({ task: task.key, lesson: id, proof }, 'the check of a lesson is not proven');
  return null;
}

/** The branch goes with the worktree. What was committed on it after the review is kept below `refs/fanout/`. */
async function giveBack(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task } = attempt;
  const current = readTaskState(infra.store, run.run, task.key) ?? state;
  if (current.workspace) {
    const { path, branch } = current.workspace;
    const removed = await removeWorkspace(infra, {
      repository: run.repository,
      path,
      rescueRef: rescueRef(run.run, task.key, infra.clock.now()),
      deleteBranch: { branch, keepAt: attemptRef(run.run, task.key, state.attempt), mergedInto: state.merged?.commit ?? null },
    });
    if (!removed.ok)
      infra.log.warn({ failure: removed.failure, task: task.key }, 'the workspace stays; `fanout clean` tries again');
    else recordTask(attempt, { kind: 'workspace-removed', path, rescued: removed.value.rescued });
  }
  recordTask(attempt, { kind: 'task-done' });
  return null;
}
