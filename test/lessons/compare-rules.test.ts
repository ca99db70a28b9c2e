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
  ['Always validate user input with zod before use.', 'User input is validated with zod before it is used.'],
  ['Do not import from dist.', 'Never import anything from dist.'],
  ['Close file handles in a finally block.', 'File handles are closed in a finally block.'],
  ['Escape HTML in every template.', 'Every template escapes HTML.'],
  ['Return 404 for a missing user.', 'A missing user returns 404.'],
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
  ['Log request bodies.', 'Do not log request bodies.'],
  ['Sort users in ascending order.', 'Sort users in descending order.'],
  ['Keep the fields private.', 'Keep the fields public.'],
  ['Use relative imports in src.', 'Use absolute imports in src.'],
  ['Timestamps are seconds.', 'Timestamps are milliseconds.'],
  ['Fetch users lazily.', 'Fetch users eagerly.'],
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
