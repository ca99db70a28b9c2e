import { expect, test } from 'vitest';
import type { Load } from '../../mcp-server/domain/lessons/count-loads.ts';
import { findStale } from '../../mcp-server/domain/lessons/find-stale.ts';
import { judgeLessons } from '../../mcp-server/domain/lessons/judge-lessons.ts';
import { hasRoom, tokensOf } from '../../mcp-server/domain/lessons/has-room.ts';
import { isProseIgnored } from '../../mcp-server/domain/lessons/is-prose-ignored.ts';
import { appendEvents } from '../../mcp-server/domain/lessons/ledger.ts';
import { ledgerAbout } from '../../mcp-server/domain/lessons/ledger-about.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import type { LessonEvent } from '../../mcp-server/domain/lessons/lesson-event.ts';
import { lessonStats, rate } from '../../mcp-server/domain/lessons/lesson-stats.ts';
import { mayOverlap } from '../../mcp-server/domain/lessons/overlap.ts';
import { lessonsSection, pickLessons } from '../../mcp-server/domain/lessons/pick-lessons.ts';
import type { RunId, SessionId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { admitted, makeLesson } from '../support/lesson.ts';

const ledgerOf = (...events: LessonEvent[]) => appendEvents('', events);
const ids = (records: readonly { id: string }[]) => records.map(({ id }) => Number.parseInt(id, 16));

test('a brief carries the lessons for its paths, what recurred first, then the newest, and never more than its cap', () => {
  const { provenance } = makeLesson();
  const book = readBook(
    ledgerOf(
      admitted(1, { paths: ['src/**'] }),
      admitted(2, { paths: ['docs/**'] }),
      admitted(3, { paths: ['src/shop/*.ts'] }),
      admitted(4, { paths: ['src/**'], state: 'candidate' }),
      admitted(5, { paths: ['src/**'], form: 'check', path: '.fanout/checks/05.sh' }),
      admitted(6, { paths: ['src/**'], state: 'retired' }),
      { kind: 'recurred', id: '1'.padStart(16, '0'), at: 9, provenance },
    ),
  );
  expect(ids(pickLessons(book, { paths: ['src/shop/cart.ts'] }))).toEqual([1, 3]);
  expect(ids(pickLessons(book, { paths: [] }))).toEqual([1, 3, 2]);
  expect(ids(pickLessons(book, { paths: ['src/shop/cart.ts'], most: 30 }))).toEqual([1]);
  expect(lessonsSection([])).toBe('');
});

// How long that takes is measured by `bench lookup`.
test('of 500 lessons, what a brief tells stays within its cap', () => {
  const ledger = ledgerOf(
    ...Array.from({ length: 500 }, (_, nth) =>
      admitted(nth + 1, { paths: [`src/m${nth % 50}/**/*.{js,ts}`, `lib/${nth}/*.js`] }),
    ),
  );
  const paths = ['src/m7/a.js', 'lib/9/b.js', 'test/**'];
  const picked = pickLessons(readBook(ledger), { paths });
  expect(picked.length).toBeGreaterThan(5);
  // A task that says nothing of its files is told of all of them, as far as the cap goes.
  for (const some of [paths, []]) {
    const told = tokensOf(lessonsSection(pickLessons(readBook(ledger), { paths: some })));
    expect(told).toBeGreaterThan(200);
    expect(told).toBeLessThan(700);
  }
  const about = ledgerAbout(ledger, paths);
  expect(about.split('\n')).toHaveLength(11);
  expect(pickLessons(readBook(about), { paths })).toEqual(picked);
});

test('what is read of a ledger for some paths picks what all of it picks, whatever its lines say', () => {
  const { rule, why } = makeLesson();
  const id = (nth: number) => nth.toString(16).padStart(16, '0');
  const ledger = `${ledgerOf(
    { kind: 'edited', id: id(1), at: 4, rule, why, paths: ['src/a.ts'] },
    { kind: 'moved', id: id(2), at: 5, to: 'retired', because: 'It was no use.', by: 'house' },
    admitted(1, { paths: ['docs/**'] }),
    admitted(2, { paths: ['src/**'] }),
    admitted(3, { paths: [] }),
    admitted(4, { paths: ['lib/**'] }),
    admitted(5, { paths: ['lib/[ab].ts', 'src/[ab].ts'] }),
  )}no line of ours\n{"id":7,"paths":["src/**"]}\n[]\nnull\n`;
  for (const paths of [['src/a.ts'], ['src/**', 'lib/b.ts'], ['docs'], []])
    expect(pickLessons(readBook(ledgerAbout(ledger, paths)), { paths })).toEqual(pickLessons(readBook(ledger), { paths }));
  expect(ids(pickLessons(readBook(ledgerAbout(ledger, ['src/a.ts'])), { paths: ['src/a.ts'] }))).toEqual([5, 1, 3]);
});

test('there is room for a page of rules about the same files, and no more', () => {
  const events: LessonEvent[] = [];
  while (hasRoom(readBook(ledgerOf(...events)), makeLesson()) && events.length < 100) events.push(admitted(events.length + 1));
  expect(events.length).toBeGreaterThan(10);
  expect(events.length).toBeLessThan(30);
  expect(hasRoom(readBook(ledgerOf(...events)), makeLesson({ paths: ['docs/**'] }))).toBe(true);
});

test.each([
  ['src/**', 'src/a.ts', true],
  ['src/**/*.ts', 'src/**/*.js', false],
  ['src/**', 'lib/**', false],
  ['**/*.ts', 'lib/a.ts', true],
  ['src/a.ts', 'src/a.ts', true],
  ['src/a.ts', 'src/b.ts', false],
  ['src', 'src/b.ts', true],
  ['src/*.{js,ts}', 'src/a/**', true],
  ['src', 'src/**', true],
  ['src/a*', 'src/ab.ts', true],
  ['src/a*', 'src/b*', false],
  ['{src,lib}/**', 'lib/a.ts', true],
  ['s?c/*.ts', 'src/**', true],
])('%s and %s may name the same file: %s', (one, other, may) => {
  expect([mayOverlap(one, other), mayOverlap(other, one)]).toEqual([may, may]);
});

test('a fault that came back in spite of prose asks for a check, there and, after two, everywhere', () => {
  const { provenance } = makeLesson();
  const again = (at: number): LessonEvent => ({ kind: 'recurred', id: '1'.padStart(16, '0'), at, provenance });
  const rule = admitted(1, { paths: ['src/a/**'] });
  expect(isProseIgnored(readBook(''), 'src/a/x.js')).toBe(false);
  expect(isProseIgnored(readBook(ledgerOf(rule)), 'src/a/x.js')).toBe(true);
  expect(isProseIgnored(readBook(ledgerOf(rule, again(5))), 'src/b/x.js')).toBe(false);
  expect(isProseIgnored(readBook(ledgerOf(rule, again(5), again(6))), 'src/b/x.js')).toBe(true);
});

const load = (nth: number, lesson: number): Load => ({
  at: 100 + nth,
  session: `session${nth}` as SessionId,
  run: `run${nth}` as RunId,
  task: 'a' as TaskKey,
  stage: 'build',
  by: 'brief',
  lessons: [idOf(lesson)],
  tokens: 10,
});
const idOf = (nth: number) => nth.toString(16).padStart(16, '0');
const mergesOf = (times: number) =>
  Array.from({ length: times }, (_, nth) => ({ run: `run${nth}` as RunId, task: 'a' as TaskKey, at: 100 + nth }));
const loadsOf = (lesson: number, times: number) => Array.from({ length: times }, (_, nth) => load(nth, lesson));

test('lessons that nobody is told, whose files are gone, that are said twice or not followed, are named', () => {
  const { provenance } = makeLesson();
  const book = readBook(
    ledgerOf(
      admitted(1, { paths: ['gone/**'] }),
      admitted(2, { paths: ['src/**'], rule: 'Sort lists before they are shown.' }),
      admitted(3, { paths: ['src/**'] }),
      admitted(4, { paths: ['src/a.js'], rule: 'Close each file that was opened for reading.' }),
      admitted(5, { paths: ['src/**'], rule: 'Close each file that was opened for reading.' }),
      ...[200, 201, 202].map((at): LessonEvent => ({ kind: 'recurred', id: idOf(3), at, provenance })),
      admitted(6, { paths: ['gone/**'], form: 'check', path: '.fanout/checks/06.sh', rule: 'Name units.' }),
    ),
  );
  const loads = [
    ...loadsOf(3, 6),
    ...loadsOf(3, 12)
      .slice(6)
      .map((one) => ({ ...one, lessons: [idOf(5)] })),
  ];
  const stale = [
    { id: idOf(1), reason: 'no file that it is about is left' },
    { id: idOf(2), reason: 'no session of 12 runs was told it' },
    { id: idOf(3), reason: 'its fault came back 3 times in 6 tasks that were told it' },
    { id: idOf(4), reason: `lesson ${idOf(5)} says the same` },
  ];
  const gate = { id: idOf(6), reason: 'no file that it is about is left' };
  expect(findStale(book, { loads, merges: mergesOf(12), files: ['src/a.js'] })).toEqual([...stale, gate]);
  // Checks are gates, which only a person lifts.
  expect(judgeLessons(book, { loads, merges: mergesOf(12), files: ['src/a.js'] })).toEqual(
    stale.map(({ id, reason }) => {
      const because = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
      return { id, to: 'retired', because };
    }),
  );
  expect(findStale(book, { loads, merges: mergesOf(11), files: ['src/a.js', 'gone/a'] }).map(({ id }) => id)).toEqual([
    idOf(3),
    idOf(4),
  ]);
});

test('a lesson that was told to ten merged tasks without a recurrence is active', () => {
  const { provenance } = makeLesson();
  const judge = (events: LessonEvent[], times = 10, merges = mergesOf(10)) =>
    judgeLessons(readBook(ledgerOf(...events)), { loads: loadsOf(1, times), merges, files: ['src/a.js'] });
  const lesson = admitted(1, { paths: ['src/**'] });
  expect(judge([lesson])).toMatchObject([{ id: idOf(1), to: 'active' }]);
  expect(judge([lesson], 9)).toEqual([]);
  expect(judge([lesson], 10, mergesOf(9))).toEqual([]);
  expect(judge([lesson, { kind: 'recurred', id: idOf(1), at: 200, provenance }])).toEqual([]);
  expect(judge([{ ...lesson, state: 'candidate' } as LessonEvent])).toEqual([]);
});

test('recurrences are told per 100 merged tasks with an interval', () => {
  const { provenance } = makeLesson();
  const book = readBook(ledgerOf(admitted(10), { kind: 'recurred', id: 'a'.padStart(16, '0'), at: 15, provenance }));
  const stats = lessonStats(book, { merges: [5, 10, 11, 12, 15, 20], loads: [], cited: [] });
  expect(stats.before).toMatchObject({ times: 1, tasks: 2, per100: 50 });
  expect(stats.after).toMatchObject({ times: 1, tasks: 4, per100: 25 });
  // The exact interval of 10 events is 4.80 to 18.39.
  expect(rate(10, 100)).toMatchObject({ per100: 10, low: 4.8, high: 18.4 });
  expect(rate(0, 100)).toMatchObject({ per100: 0, low: 0, high: 3.7 });
});
