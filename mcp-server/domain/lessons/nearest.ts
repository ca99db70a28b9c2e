import type { Statement } from './compare-rules.ts';
import { contentWords, similarity } from './words.ts';

/** The statements that are nearest to a rule by their words, the nearest first. Equal ones stay in their order. */
export function nearest(rule: string, statements: readonly Statement[], most: number): Statement[] {
  const mine = contentWords(rule);
  return statements
    .map((statement) => ({ statement, near: similarity(mine, contentWords(statement.text)) }))
    .toSorted((a, b) => b.near - a.near)
    .slice(0, most)
    .map(({ statement }) => statement);
}
