import { above, below, type TaskScript } from './script.ts';

const code = `/** How much the library is used. */
export function createStatistics({ catalogue, loans, members, reservations, ratings }) {
  return {
    read: () => ({
      books: catalogue.list().length,
      onLoan: loans.count(),
      members: members.count(),
      reservations: reservations.count(),
      averageRating: ratings.ofAll().average,
    }),
  };
}
`;

const test = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { answer } from '../src/http.js';

const library = createApp();
const read = async () => (await answer(library, 'GET', '/statistics')).body;
const post = (path, body) => answer(library, 'POST', path, JSON.stringify(body));

test('an unused library has nothing but books', async () => {
  assert.deepEqual(await read(), { books: 5, onLoan: 0, members: 0, reservations: 0, averageRating: null });
});

test('what is used is counted', async () => {
  await post('/members', { name: 'Ada' });
  await post('/members', { name: 'Grace' });
  await post('/books/1/loan', { reader: 'Ada' });
  await post('/books/1/reservations', { member: '2' });
  await post('/books/1/ratings', { member: '1', stars: 5 });
  await post('/books/2/ratings', { member: '1', stars: 4 });
  assert.deepEqual(await read(), { books: 5, onLoan: 1, members: 2, reservations: 1, averageRating: 4.5 });
});
`;

/** The task `statistics`, which needs what `reservations` and `ratings` built, in whichever order they were merged. */
export const statistics: TaskScript = {
  key: 'statistics',
  plan: {
    summary: 'One route that counts what the other parts hold.',
    paths: ['src/app.js', 'src/statistics.js', 'test/statistics.test.js'],
    steps: [
      'Write createStatistics over all other parts.',
      'Add GET /statistics to the end of the table.',
      'Test an unused library and a used one.',
    ],
    checks: ['node --test test/statistics.test.js'],
    risks: ['It counts what two other tasks built, so it must start from both.'],
  },
  change: {
    edits: [
      below('src/app.js', "import { createMembers } from './members.js';", [
        "import { createStatistics } from './statistics.js';",
      ]),
      above('src/app.js', '\n  const routes = [', [
        '  const statistics = createStatistics({ catalogue, loans, members, reservations, ratings });',
      ]),
      above('src/app.js', '  ];', ["    ['GET', '/statistics', () => statistics.read()],"]),
    ],
    files: [
      { path: 'src/statistics.js', content: code },
      { path: 'test/statistics.test.js', content: test },
    ],
    message: 'feat(statistics): the library in numbers',
  },
  praise: 'All five figures are counted from the parts themselves, and null stands where nobody has rated.',
};
