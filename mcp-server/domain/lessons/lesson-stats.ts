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
  /** The same for each lesson. */
  classes: { id: string; before: Rate; after: Rate }[];
  /** Tokens of rules per session that was told any: of the lessons in its brief, and of all instructions that its client loaded. */
  tokensPerSession: { brief: number; client: number };
  /** How many sessions were told each lesson, by brief, by their client or by both. */
  loads: Record<string, number>;
  /** How many findings reviewers said each lesson would have prevented, where the evidence was reproduced. */
  cited: Record<string, number>;
}

/**
 * Adds up what was learnt: `merges` are the times at which tasks were merged, `loads` what sessions were told, `cited` the
 * lessons that reviewers named, once for each finding.
 */
export function lessonStats(
  book: LessonBook,
  { merges, loads, cited }: { merges: readonly number[]; loads: readonly Load[]; cited: readonly string[] },
): LessonStats {
  const records = [...book.values()];
  const classes = records.map(({ id, admittedAt, recurrences }) => {
    const since = merges.filter((at) => at > admittedAt).length;
    return { id, before: rate(1, merges.length - since), after: rate(recurrences.length, since) };
  });
  const total = (rates: readonly Rate[]): Rate =>
    rate(sum(rates.map(({ times }) => times)), sum(rates.map(({ tasks }) => tasks)));
  return {
    byState: countBy(records.map(({ state }) => state)),
    byForm: countBy(records.map(({ form }) => form)),
    recurrences: sum(records.map(({ recurrences }) => recurrences.length)),
    before: total(classes.map(({ before }) => before)),
    after: total(classes.map(({ after }) => after)),
    classes,
    tokensPerSession: { brief: perSession(loads, 'brief'), client: perSession(loads, 'client') },
    cited: countBy(cited),
    loads: countBy([...told(loads).values()].flatMap((lessons) => [...lessons])),
  };
}

/** The lessons that each session was told, in whatever way. */
function told(loads: readonly Load[]): Map<string, Set<string>> {
  const bySession = new Map<string, Set<string>>();
  for (const { session, lessons } of loads) bySession.set(session, new Set([...(bySession.get(session) ?? []), ...lessons]));
  return bySession;
}

function perSession(loads: readonly Load[], by: Load['by']): number {
  const counted = loads.filter((load) => load.by === by);
  return counted.length === 0 ? 0 : Math.round(sum(counted.map(({ tokens }) => tokens)) / counted.length);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

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
