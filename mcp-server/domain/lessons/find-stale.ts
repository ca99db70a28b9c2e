import { compareRule } from './compare-rules.ts';
import type { Load } from './count-loads.ts';
import type { RunId, TaskKey } from '../../kernel/model.ts';
import { isInUse, type LessonBook, type LessonRecord } from './lesson-book.ts';
import { matches } from './overlap.ts';
import { isProse } from './remedy.ts';
import { contentWords, similarity } from './words.ts';

// A lesson that a dozen runs had no use for is about code that nobody works on.
const enoughRuns = 12;
// Once is chance and twice may be; a rule that was told and broken three times, in half of the tasks or more, is not followed.
const enoughRecurrences = 3;

/** What the counters know, the tasks that were merged, and the files that there are. */
export interface Counted {
  loads: readonly Load[];
  merges: readonly { run: RunId; task: TaskKey; at: number }[];
  files: readonly string[];
}

/** Lessons in use that have given a reason to go, each with that reason. */
export const findStale = (book: LessonBook, counted: Counted): { id: string; reason: string }[] =>
  [...book.values()].filter(isInUse).flatMap((record) => {
    const reason = reasonToGo(record, book, counted);
    return reason === null ? [] : [{ id: record.id, reason }];
  });

function reasonToGo(record: LessonRecord, book: LessonBook, { loads, merges, files }: Counted): string | null {
  const { id, paths, form, changedAt } = record;
  if (!paths.some((glob) => files.some((file) => matches(glob, file)))) return 'no file that it is about is left';
  if (!isProse({ form })) return null;
  const better = [...book.values()].find((other) => supersedes(other, record));
  if (better) return `lesson ${better.id} says the same`;
  const since = loads.filter(({ at }) => at >= changedAt);
  const runs = new Set(merges.filter(({ at }) => at >= changedAt).map(({ run }) => run)).size;
  const told = toldTasks(since, id).size;
  if (told === 0 && runs >= enoughRuns) return `no session of ${runs} runs was told it`;
  const again = record.recurrences.filter(({ at }) => at >= changedAt).length;
  return again >= enoughRecurrences && again * 2 >= told
    ? `its fault came back ${again} times in ${told} tasks that were told it`
    : null;
}

/** Whether a lesson says the same as another in the same words, about all of its files, and is a check or the newer one. */
function supersedes(one: LessonRecord, other: LessonRecord): boolean {
  if (one.id === other.id || !isInUse(one)) return false;
  if (!other.paths.every((path) => one.paths.some((glob) => glob === path || matches(glob, path)))) return false;
  const order = (record: LessonRecord) =>
    `${isProse(record) ? 0 : 1} ${String(record.admittedAt).padStart(16, '0')} ${record.id}`;
  const isSame = compareRule(other.rule, [{ text: one.rule, place: one.id, lesson: one.id }]).kind === 'same';
  return isSame && order(one) > order(other) && similarity(contentWords(one.rule), contentWords(other.rule)) === 1;
}

/** The tasks that a lesson was told to those who built them. */
export const toldTasks = (loads: readonly Load[], lesson: string): Set<string> =>
  new Set(
    loads.filter(({ stage, lessons }) => stage === 'build' && lessons.includes(lesson)).map(({ run, task }) => `${run} ${task}`),
  );
