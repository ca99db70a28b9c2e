import { expect, test } from 'vitest';
import { compareRule } from '../../mcp-server/domain/lessons/compare-rules.ts';
import { honestLessons } from '../torture/honest-lessons.ts';

const relate = (rule: string, ...texts: string[]) =>
  compareRule(
    rule,
    texts.map((text, nth) => ({ text, place: `CLAUDE.md:${nth + 1}`, lesson: null })),
  ).kind;

test.each([
  ['Use the Money type for prices.', 'use the money type for prices'],
  ['Use the Money type for prices; floats round.', 'Prices use the `Money` type: floats round.'],
  ['API handlers return Result and never throw.', 'API handlers never throw; return a Result.'],
  ['Do not delete fixtures that other tests share.', "Don't delete fixtures other tests share"],
  ['Read the port from $PORT.', 'Ports are read from `$PORT`.'],
  ['Add an index for every foreign key.', 'Every foreign key has an index added.'],
  ['Close the worker pool before exit.', 'Before exit, close the worker pool.'],
  ['Quote paths that hold spaces.', 'Paths holding spaces are quoted.'],
])('%j says the same as %j', (one, other) => {
  expect(relate(one, 'Something about colours entirely.', other)).toBe('same');
  expect(relate(other, one)).toBe('same');
});

test.each([
  ['Use default exports.', 'Never use default exports.'],
  ['Delete fixtures after a test.', 'Do not delete fixtures after a test.'],
  ['Indent with tabs.', 'Indent with spaces.'],
  ['The auth middleware runs before rate limiting.', 'The auth middleware runs after rate limiting.'],
  ['Install packages with npm.', 'Install packages with pnpm.'],
  ['API handlers throw errors.', 'API handlers return errors.'],
  ['Dates are stored in local time.', 'Dates are stored in UTC time.'],
  ['When adding routes, mock the database.', 'When adding routes, never mock the database.'],
])('%j contradicts %j', (one, other) => {
  expect(relate(one, other)).toBe('contradicts');
  expect(relate(other, one)).toBe('contradicts');
});

test('no pair of forty honest rules is taken for the same or the opposite', () => {
  const rules = honestLessons.map(({ rule }) => rule);
  const taken = rules.flatMap((rule, nth) => {
    const relation = compareRule(
      rule,
      rules.filter((_, other) => other !== nth).map((text) => ({ text, place: text, lesson: null })),
    );
    return relation.kind === 'new' ? [] : [`${rule} ${relation.kind} ${relation.with.text}`];
  });
  expect(rules).toHaveLength(40);
  expect(taken).toEqual([]);
});
