import type { LessonBook } from './lesson-book.ts';
import { findStale, toldTasks, type Counted } from './find-stale.ts';
import { isProse } from './remedy.ts';

// Ten without a recurrence: the fault comes in fewer than three of ten, in 95 of 100 cases (the rule of three).
const enoughTasks = 10;

/** What the counters decide over one lesson. */
export interface Judgement {
  id: string;
  to: 'active' | 'retired';
  because: string;
}

/**
 * What the counters decide: what nobody needs or what does not help is retired, and what was told to ten tasks that were merged,
 * and did not recur since, is active. What holds without being read only a person lifts.
 */
export function judgeLessons(book: LessonBook, counted: Counted): Judgement[] {
  const merged = new Set(counted.merges.map(({ run, task }) => `${run} ${task}`));
  const stale = new Map(findStale(book, counted).map(({ id, reason }) => [id, reason]));
  return [...book.values()].flatMap(({ id, form, state, changedAt, recurrences }): Judgement[] => {
    const reason = stale.get(id);
    if (!isProse({ form })) return [];
    if (reason !== undefined) return [{ id, to: 'retired', because: `${sentence(reason)}.` }];
    if (state !== 'probation' || recurrences.some(({ at }) => at >= changedAt)) return [];
    const since = counted.loads.filter(({ at }) => at >= changedAt);
    const told = [...toldTasks(since, id)].filter((task) => merged.has(task)).length;
    if (told < enoughTasks) return [];
    return [{ id, to: 'active', because: `It was told to ${told} tasks that were merged, and its fault did not come back.` }];
  });
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
