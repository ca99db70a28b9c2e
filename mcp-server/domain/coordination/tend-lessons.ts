import type { Infra } from '../../infra/infra.ts';
import { readRef } from '../../infra/git/refs.ts';
import type { Commit } from '../../kernel/model.ts';
import { ledgerPath, mergedBranch } from '../../kernel/names.ts';
import { readLoads } from '../lessons/count-loads.ts';
import { judgeLessons } from '../lessons/judge-lessons.ts';
import { readBook } from '../lessons/lesson-book.ts';
import { moveLesson } from '../lessons/move-lesson.ts';
import { listCommitted, readCommitted } from '../lessons/read-committed.ts';
import type { RunState } from '../tasks/run-state.ts';
import { mergedTasks } from './merged-tasks.ts';
import { record } from './work/record.ts';

/**
 * Lets the counters decide over the lessons on a run's branch once its tasks have ended: what earned its place is active, what
 * did not goes, each in a commit of its own there. Where that cannot be written the lessons stay as they are until the next run.
 */
export async function tendLessons(infra: Infra, { run, repository, base, mergedCommit, config }: RunState): Promise<void> {
  if (!config.lessons || mergedCommit === null || mergedCommit === base) return;
  const target = `refs/heads/${mergedBranch(run)}`;
  const moved: string[] = [];
  let commit: Commit | null = null;
  for (const { id, to, because } of await judged(infra, { repository, target })) {
    const done = await moveLesson(infra, { repository, target }, { id, to, because, by: 'house' });
    if (!done.ok) infra.log.warn({ failure: done.failure, run, lesson: id }, 'a lesson stays as it is');
    else if (done.value.changed) moved.push(id);
    if (done.ok) commit = done.value.commit;
  }
  if (commit !== null && moved.length > 0) record(infra, { kind: 'lessons-tended', run, lessons: moved, commit });
}

async function judged(infra: Infra, { repository, target }: Pick<RunState, 'repository'> & { target: string }) {
  const tip = await readRef({ repository, ref: target });
  const ledger = tip && (await readCommitted({ repository, commit: tip, path: ledgerPath }));
  if (!ledger) return [];
  return judgeLessons(readBook(ledger), {
    loads: readLoads(infra, repository),
    files: await listCommitted({ repository, commit: tip, under: [] }),
    merges: mergedTasks(infra, repository),
  });
}
