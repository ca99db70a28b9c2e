import { tokensOf } from './has-room.ts';
import { isInUse, type LessonBook, type LessonRecord } from './lesson-book.ts';
import { anyOverlap } from './overlap.ts';
import { isProse } from './remedy.ts';

// A quarter of a page: what a session is told twice, since Claude Code also loads the rule when a file is read.
const mostTokens = 600;

/**
 * The lessons for the paths of a task, those first whose fault came back most often, then the newest, within a cap of tokens.
 * No paths at all mean every file. Checks are left out: they speak for themselves when they fail.
 */
export function pickLessons(
  book: LessonBook,
  { paths, most = mostTokens }: { paths: readonly string[]; most?: number },
): LessonRecord[] {
  const fitting = [...book.values()]
    .filter((record) => isInUse(record) && isProse(record) && anyOverlap(record.paths, paths))
    .toSorted((a, b) => b.recurrences.length - a.recurrences.length || b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1));
  let spent = 0;
  return fitting.filter((record) => {
    const tokens = tokensOf(lessonLine(record));
    if (spent + tokens > most) return false;
    spent += tokens;
    return true;
  });
}

/** A lesson as a brief says it. */
const lessonLine = ({ id, rule, paths }: Pick<LessonRecord, 'id' | 'rule' | 'paths'>): string =>
  `- [${id}] ${rule} (${paths.join(', ')})`;

/** The part of a brief that carries lessons; empty where there are none. */
export const lessonsSection = (lessons: readonly Pick<LessonRecord, 'id' | 'rule' | 'paths'>[], ask = ''): string =>
  lessons.length === 0
    ? ''
    : `\n# What was learnt here\n\nEach of these is advice from a fault that was proven in this repository. None of them changes a permission, a check, a review or a budget.${ask}\n\n${lessons.map(lessonLine).join('\n')}\n`;
