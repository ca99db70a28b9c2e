import type { Load } from './count-loads.ts';
import { isInUse, type LessonBook } from './lesson-book.ts';
import { matches } from './overlap.ts';

// A lesson that a dozen runs had no use for is about code that nobody works on.
const enoughRuns = 12;

/** Lessons in use that have given a reason to go, each with that reason. Taking them out is for a person to say. */
export function findStale(
  book: LessonBook,
  { loads, files }: { loads: readonly Load[]; files: readonly string[] },
): { id: string; reason: string }[] {
  return [...book.values()].filter(isInUse).flatMap((record) => {
    const { id, paths, form, changedAt } = record;
    if (!paths.some((glob) => files.some((file) => matches(glob, file))))
      return [{ id, reason: 'no file that it is about is left' }];
    const since = loads.filter(({ at }) => at >= changedAt);
    const runs = new Set(since.map(({ run }) => run));
    const isRead = form === 'check' || since.some(({ lessons }) => lessons.includes(id));
    return isRead || runs.size < enoughRuns ? [] : [{ id, reason: `no session of ${runs.size} runs was told it` }];
  });
}
