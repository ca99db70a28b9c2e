import type { Infra } from '../../infra/infra.ts';
import { mergedBranch } from '../../kernel/names.ts';
import type { Commit } from '../../kernel/model.ts';
import { ok } from '../../kernel/result.ts';
import { changeLessons } from '../lessons/change-lessons.ts';
import { readLoads } from '../lessons/count-loads.ts';
import { judgeLessons } from '../lessons/judge-lessons.ts';
import type { LessonEvent } from '../lessons/lesson-event.ts';
import { listCommitted } from '../lessons/read-committed.ts';
import type { RunState } from '../tasks/run-state.ts';
import { mergedTasks } from './merged-tasks.ts';
import { record } from './work/record.ts';

/**
 * Lets the counters decide over the lessons on a run's branch once its tasks have ended: what earned its place is active, what
 * did not goes, in one commit there. Where that cannot be written the lessons stay as they are until the next run.
 */
export async function tendLessons(infra: Infra, { run, repository, base, mergedCommit, config }: RunState): Promise<void> {
  if (!config.lessons || mergedCommit === null || mergedCommit === base) return;
  const loads = readLoads(infra, repository);
  const merged = new Set(mergedTasks(infra, repository).map(({ run, task }) => `${run} ${task}`));
  let moved: LessonEvent[] = [];
  const target = `refs/heads/${mergedBranch(run)}`;
  const changed = await changeLessons(infra, { repository, target }, async (book, tip: Commit) => {
    const files = book.size === 0 ? [] : await listCommitted({ repository, commit: tip, under: [] });
    moved = judgeLessons(book, { loads, files, merged }, infra.clock.now());
    return ok({ events: moved, message: messageOf(moved, run) });
  });
  if (!changed.ok) infra.log.warn({ failure: changed.failure, run }, 'the lessons of a run stay as they are');
  else if (moved.length > 0)
    record(infra, { kind: 'lessons-tended', run, lessons: moved.map(({ id }) => id), commit: changed.value.commit });
}

const messageOf = (moved: readonly LessonEvent[], run: string): string =>
  `docs(rules): what the counters say of lessons\n\n${moved
    .map((event) => (event.kind === 'moved' ? `${event.id} is ${event.to}: ${event.because}` : ''))
    .join('\n')}\n\n${moved.map(({ id }) => `Fanout-Lesson: ${id}\n`).join('')}Fanout-Run: ${run}\n`;
