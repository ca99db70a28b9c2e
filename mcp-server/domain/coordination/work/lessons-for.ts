import type { Commit, Repository } from '../../../kernel/model.ts';
import { readRef } from '../../../infra/git/refs.ts';
import { ledgerPath, mergedBranch } from '../../../kernel/names.ts';
import { tokensOf } from '../../lessons/has-room.ts';
import { ledgerAbout } from '../../lessons/ledger-about.ts';
import { readBook, type LessonBook } from '../../lessons/lesson-book.ts';
import { lessonsSection, pickLessons } from '../../lessons/pick-lessons.ts';
import { readCommitted } from '../../lessons/read-committed.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from './attempt.ts';

/** What the run's branch has learnt. A task's own branch is never asked: its sessions could write there. */
export const readRunBook = async (attempt: Pick<Attempt, 'run'>): Promise<LessonBook> => readBook(await readRunLedger(attempt));

async function readRunLedger({ run }: Pick<Attempt, 'run'>): Promise<string> {
  const tip = (await readRef({ repository: run.repository, ref: `refs/heads/${mergedBranch(run.run)}` })) ?? run.base;
  return (await readCommitted({ repository: run.repository, commit: tip, path: ledgerPath })) ?? '';
}

/** Lessons as a brief tells them, for the count of what is told. */
export interface Told {
  text: string;
  lessons: string[];
  tokens: number;
}

/** The part of a session's brief that carries the lessons for the task's paths, or those that a trial is about. */
export async function lessonsFor(attempt: Attempt, state: TaskState, ask?: string): Promise<Told> {
  const paths = [...new Set([...attempt.task.paths, ...(state.plan?.paths ?? [])])];
  const lessons = attempt.task.trial?.tells ?? pickLessons(readBook(ledgerAbout(await readRunLedger(attempt), paths)), { paths });
  const text = lessonsSection(lessons, ask);
  return { text, lessons: lessons.map(({ id }) => id), tokens: tokensOf(text) };
}

/** The part of a brief that carries the lessons of a commit for some paths, for work that belongs to no run. */
export async function lessonsAt(
  place: { repository: Repository; commit: Commit },
  { paths, ask }: { paths: string[]; ask?: string },
): Promise<string> {
  const ledger = (await readCommitted({ ...place, path: ledgerPath })) ?? '';
  return lessonsSection(pickLessons(readBook(ledgerAbout(ledger, paths)), { paths }), ask);
}
