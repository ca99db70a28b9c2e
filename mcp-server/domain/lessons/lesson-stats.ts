import type { Load } from './count-loads.ts';
import type { LessonBook } from './lesson-book.ts';

/** How often something happened per 100 merged tasks, with the interval that holds the truth in 95 of 100 cases. */
export interface Rate {
  times: number;
  tasks: number;
  per100: number;
  low: number;
  high: number;
}

/** Figures of what was learnt. Each lesson is a class of faults. */
export interface LessonStats {
  byState: Record<string, number>;
  byForm: Record<string, number>;
  recurrences: number;
  /** Faults of these classes before each lesson was written: the one that it was learnt from, over the tasks until then. */
  before: Rate;
  after: Rate;
  /** Tokens of lessons that our briefs carried, per session that carried any. */
  tokensPerSession: number;
  /** How often sessions were told each lesson. */
  loads: Record<string, number>;
}

/** Adds up what was learnt: `merges` are the times at which tasks were merged, `loads` what sessions were told. */
export function lessonStats(
  book: LessonBook,
  { merges, loads }: { merges: readonly number[]; loads: readonly Load[] },
): LessonStats {
  const records = [...book.values()];
  const recurrences = records.reduce((sum, record) => sum + record.recurrences.length, 0);
  const exposed = (isCounted: (mergedAt: number, admittedAt: number) => boolean) =>
    records.reduce((sum, { admittedAt }) => sum + merges.filter((at) => isCounted(at, admittedAt)).length, 0);
  return {
    byState: countBy(records.map(({ state }) => state)),
    byForm: countBy(records.map(({ form }) => form)),
    recurrences,
    before: rate(
      records.length,
      exposed((at, admittedAt) => at <= admittedAt),
    ),
    after: rate(
      recurrences,
      exposed((at, admittedAt) => at > admittedAt),
    ),
    tokensPerSession: loads.length === 0 ? 0 : Math.round(loads.reduce((sum, { tokens }) => sum + tokens, 0) / loads.length),
    loads: countBy(loads.flatMap(({ lessons }) => lessons)),
  };
}

/** A rate of rare things with its 95 % interval, by Byar's approximation of the exact one (Breslow and Day 1987, 2.3). */
export function rate(times: number, tasks: number): Rate {
  if (tasks === 0) return { times, tasks, per100: 0, low: 0, high: 0 };
  const bound = (count: number, z: number) => (count === 0 ? 0 : count * (1 - 1 / (9 * count) + z / (3 * Math.sqrt(count))) ** 3);
  const [low, high] = [bound(times, -1.96), bound(times + 1, 1.96)];
  const per100 = (count: number) => Number(((100 * count) / tasks).toFixed(1));
  return { times, tasks, per100: per100(times), low: per100(low), high: per100(high) };
}

const countBy = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};
