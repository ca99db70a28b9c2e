import { readRef } from '../../../infra/git/refs.ts';
import type { Stage } from '../../../kernel/model.ts';
import { ledgerPath, mergedBranch } from '../../../kernel/names.ts';
import { countLoad } from '../../lessons/count-loads.ts';
import { tokensOf } from '../../lessons/has-room.ts';
import { readBook, type LessonBook } from '../../lessons/lesson-book.ts';
import { lessonsSection, pickLessons } from '../../lessons/pick-lessons.ts';
import { readCommitted } from '../../lessons/read-committed.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from './attempt.ts';

/** What the run's branch has learnt. A task's own branch is never asked: its sessions could write there. */
export async function readRunBook({ run }: Pick<Attempt, 'run'>): Promise<LessonBook> {
  const tip = (await readRef({ repository: run.repository, ref: `refs/heads/${mergedBranch(run.run)}` })) ?? run.base;
  return readBook((await readCommitted({ repository: run.repository, commit: tip, path: ledgerPath })) ?? '');
}

/** The part of a session's brief that carries the lessons for the task's paths, counted as told. */
export async function lessonsFor(
  attempt: Attempt,
  state: TaskState,
  { stage, ask }: { stage: Stage; ask?: string },
): Promise<string> {
  const { infra, run, task } = attempt;
  const paths = [...new Set([...task.paths, ...(state.plan?.paths ?? [])])];
  const lessons = pickLessons(await readRunBook(attempt), { paths });
  const text = lessonsSection(lessons, ask);
  if (lessons.length > 0)
    countLoad(infra, run.repository, {
      at: infra.clock.now(),
      run: run.run,
      task: task.key,
      stage,
      by: 'brief',
      lessons: lessons.map(({ id }) => id),
      tokens: tokensOf(text),
    });
  return text;
}
