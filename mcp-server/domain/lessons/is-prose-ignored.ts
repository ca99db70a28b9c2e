import type { LessonBook } from './lesson-book.ts';
import { anyOverlap } from './overlap.ts';
import { isProse } from './remedy.ts';

// One recurrence may be chance; two show that rules are read here and not followed.
const enough = 2;

/**
 * Whether prose does not hold: a fault of these very files came back in spite of its rule, or faults came back twice anywhere in
 * the repository. The next lesson is then wanted as a check.
 */
export function isProseIgnored(book: LessonBook, file: string): boolean {
  const recurred = [...book.values()].filter(({ recurrences }) => recurrences.length > 0);
  const times = recurred.reduce((sum, { recurrences }) => sum + recurrences.length, 0);
  const held = [...book.values()].filter((record) => isProse(record) && record.state !== 'retired');
  return times >= enough || held.some(({ paths }) => anyOverlap(paths, [file]));
}
