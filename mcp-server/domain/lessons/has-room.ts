import type { Lesson } from '../../kernel/model.ts';
import { isInUse, type LessonBook } from './lesson-book.ts';
import { anyOverlap } from './overlap.ts';
import { isProse } from './remedy.ts';

// What sessions read about one set of files besides the code: a page. More than that is no longer followed.
const mostTokens = 2_000;

/** How many tokens a text is, at four characters each. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

/** Whether one more rule about the same files still leaves a page that is read. */
export function hasRoom(book: LessonBook, lesson: Pick<Lesson, 'rule' | 'why' | 'paths'>): boolean {
  const beside = [...book.values()].filter(
    (record) => isInUse(record) && isProse(record) && anyOverlap(record.paths, lesson.paths),
  );
  const tokens = [lesson, ...beside].reduce((sum, { rule, why }) => sum + renderedTokens(rule, why), 0);
  return tokens <= mostTokens;
}

// What is rendered around a rule and its reason: the evidence, and that it is advice.
const around = 75;

const renderedTokens = (rule: string, why: string): number => tokensOf(rule) + tokensOf(why) + around;
