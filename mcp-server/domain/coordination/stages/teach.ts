import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import type { Commit, Evidence, ProvenFault } from '../../../kernel/model.ts';
import { mergedBranch } from '../../../kernel/names.ts';
import { readDiff } from '../../../infra/git/diff.ts';
import { readRef } from '../../../infra/git/refs.ts';
import { lessonBrief } from '../../lessons/lesson-brief.ts';
import { admitLesson, type AdmittedLesson } from '../../lessons/admit-lesson.ts';
import { isProseIgnored } from '../../lessons/is-prose-ignored.ts';
import { lessonJsonSchema } from '../../lessons/lesson-schema.ts';
import { loadedRules } from '../../lessons/loaded-rules.ts';
import { proveRemedy } from '../../lessons/prove-remedy.ts';
import type { Remedy } from '../../lessons/remedy.ts';
import { writeLesson, type WrittenLesson } from '../../lessons/write-lesson.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from '../work/attempt.ts';
import { taskDirectory } from '../work/directories.ts';
import { gatesOf } from '../work/gates-of.ts';
import { readRunBook } from '../work/lessons-for.ts';
import { record } from '../work/record.ts';
import { runSession } from '../work/run-session.ts';
import { workspaceOf } from './workspace-of.ts';
import { findLikeness } from './find-likeness.ts';
import { isAnswered } from './is-answered.ts';

/** Has a light session draft what one proven fault teaches, and writes it. Said twice it is done once. */
export async function teach(attempt: Attempt, state: TaskState, fault: ProvenFault): Promise<Failure | null> {
  const { infra, run, task } = attempt;
  const { repository } = run;
  const { finding, brokenAt, fixedAt, source = 'review' } = fault;
  if (isAnswered(attempt, finding.id)) return null;
  const workspace = workspaceOf(state);
  const diff = await readDiff({ repository, base: brokenAt, commit: fixedAt });
  if (!diff.ok) return diff.failure;
  const target = `refs/heads/${mergedBranch(run.run)}`;
  const control = await readRef({ repository, ref: target });
  if (control === null) return { reason: 'revision-unknown', revision: target, path: repository.commonDir };
  const book = await readRunBook(attempt);
  const loaded = await loadedRules({ repository, commit: control, book, paths: [finding.file] });
  const material = { finding, source, diff: diff.value, loaded, isProseIgnored: isProseIgnored(book, finding.file) };
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
  const admitted = admitLesson({
    answer: outcome.value.structured,
    session: outcome.value.session,
    directory: outcome.value.directory,
    proven: fault,
    fix: diff.value,
    loaded,
    run: run.run,
    task: task.key,
  });
  if (!admitted.ok) return admitted.failure;
  const lesson = await findLikeness(attempt, state, {
    lesson: admitted.value,
    loaded: await loadedRules({ repository, commit: control, book, paths: admitted.value.paths }),
  });
  if (!lesson.ok) return lesson.failure;
  const proven = await provenRemedy(attempt, state, { lesson: lesson.value, control, evidence: finding.evidence });
  const written = await attempt.merging(() => writeLesson(infra, { repository, target, lesson: lesson.value, proven }));
  if (!written.ok) return written.failure;
  tell(attempt, written.value);
  return null;
}

/** What only recurred was told before. */
function tell({ infra, run: { run } }: Attempt, { came, state, asks, commit, path, lesson }: WrittenLesson): void {
  if (state === 'candidate') record(infra, { kind: 'lesson-waiting', run, lesson, commit, asks: asks ?? '' });
  else if (came !== 'recurred') record(infra, { kind: 'lesson-written', run, lesson, commit, path });
}

/** What of the draft holds without being read, as far as a replay shows it. */
async function provenRemedy(
  attempt: Attempt,
  state: TaskState,
  { lesson, control, evidence }: { lesson: AdmittedLesson; control: Commit; evidence: Evidence | null },
): Promise<Remedy | null> {
  const { infra, run, task, signal } = attempt;
  const id = lesson.same ?? lesson.id;
  if (!evidence) return null;
  const proof = await proveRemedy(infra, {
    repository: run.repository,
    lesson: { ...lesson, id },
    evidence,
    gates: gatesOf(attempt),
    control,
    path: `${workspaceOf(state).path}.lesson`,
    config: run.config,
    environment: { FANOUT_RUN: run.run, FANOUT_TASK: task.key },
    outputDirectory: join(taskDirectory(infra, attempt), `lesson-${id}`),
    signal,
  });
  if (proof.ok && proof.value) return proof.value;
  if (lesson.check ?? lesson.hook ?? lesson.setting)
    infra.log.warn({ task: task.key, lesson: id, proof }, 'nothing that the draft offers besides prose is proven');
  return null;
}
