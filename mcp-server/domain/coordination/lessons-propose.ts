import { readDiff } from '../../infra/git/diff.ts';
import type { Infra } from '../../infra/infra.ts';
import { newSessionId } from '../../kernel/id.ts';
import type { RunId, TaskKey } from '../../kernel/model.ts';
import { mergedBranch } from '../../kernel/names.ts';
import { fail, type Result } from '../../kernel/result.ts';
import { admitLesson, type AdmittedLesson } from '../lessons/admit-lesson.ts';
import type { LessonDraft } from '../lessons/lesson-schema.ts';
import { loadedRules } from '../lessons/loaded-rules.ts';
import { writeLesson, type WrittenLesson } from '../lessons/write-lesson.ts';
import { lessonsHere, type LessonsHere } from './lessons-here.ts';
import { showLesson, type ShownFault } from './lessons-show.ts';
import { readRunState, readTaskState } from './work/record.ts';

/** What somebody would like to be a lesson, and the fault that it comes from. */
export interface Proposal {
  run: RunId;
  task: TaskKey;
  /** The id of a finding of that task that was reproduced and mended. Default: the only one. */
  finding?: string | undefined;
  draft: Pick<LessonDraft, 'rule' | 'why' | 'paths'>;
}

/**
 * Writes a proposal into the ledger of its run's branch, where it waits for a person: whoever proposes it is not known to be
 * one. Without a fault that the journal says was reproduced, mended and proven there is nothing to propose.
 */
export async function proposeLesson(infra: Infra, { run, task, finding, draft }: Proposal): Promise<Result<WrittenLesson>> {
  const state = readRunState(infra.store, run);
  if (!state) return fail({ reason: 'run-unknown', run });
  const proven = readTaskState(infra.store, run, task)?.proven ?? [];
  const found = finding === undefined && proven.length === 1 ? proven[0] : proven.find((one) => one.finding.id === finding);
  if (!found) {
    const known = proven.map((one) => `${one.finding.id} (${one.finding.title})`).join(', ');
    return fail({
      reason: 'lesson-refused',
      task,
      problems: [`no such fault of this task was proven; proven are: ${known || 'none'}`],
    });
  }
  const { repository } = state;
  const diff = await readDiff({ repository, base: found.brokenAt, commit: found.fixedAt });
  if (!diff.ok) return diff;
  const here = await lessonsHere({ from: repository.commonDir, on: mergedBranch(run) });
  if (!here.ok) return here;
  const loaded = await loadedRules({ ...here.value, paths: draft.paths });
  const about = { run, task, session: newSessionId(), directory: '', proven: found, fix: diff.value, loaded };
  const admitted = admitLesson({ ...about, answer: draft });
  if (!admitted.ok) return admitted;
  return writeLesson(infra, { ...here.value, lesson: proposed(admitted.value), proven: null });
}

/** Writes a proposal from a fault that somebody shows outside of any run: replayed by us, and waiting for a person as any other. */
export async function proposeShown(infra: Infra, here: LessonsHere, fault: ShownFault): Promise<Result<WrittenLesson>> {
  const admitted = await showLesson(infra, here, fault);
  if (!admitted.ok) return admitted;
  return writeLesson(infra, { ...here, lesson: proposed(admitted.value), proven: null });
}

const proposed = (lesson: AdmittedLesson): AdmittedLesson => ({
  ...lesson,
  asks: ['it was proposed by hand', ...(lesson.asks === null ? [] : [lesson.asks])].join('; '),
});
