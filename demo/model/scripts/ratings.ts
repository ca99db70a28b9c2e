import { below, type TaskScript } from './script.ts';

const code = `import { problem } from './http.js';

/** What members think of the books, in stars from 1 to 5. */
export function createRatings({ catalogue, members }) {
  const stars = new Map();

  return {
    rate(bookId, { member, stars: given }) {
      const book = catalogue.get(bookId).id;
      const by = members.get(member).id;
      if (!Number.isInteger(given) || given < 1 || given > 5) throw problem(400, 'Stars are whole numbers from 1 to 5');
      stars.set(book, new Map(stars.get(book)).set(by, given));
      return { book, member: by, stars: given };
    },

    of: (bookId) => average([...(stars.get(catalogue.get(bookId).id)?.values() ?? [])]),

    ofAll: () => average([...stars.values()].flatMap((each) => [...each.values()])),
  };
}

function average(all) {
  const sum = all.reduce((total, each) => total + each, 0);
  return { average: all.length > 0 ? Math.round((sum / all.length) * 10) / 10 : null, count: all.length };
}
`;

const test = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { answer } from '../src/http.js';

const library = createApp();
const get = async (path) => (await answer(library, 'GET', path)).body;
const post = (path, body) => answer(library, 'POST', path, JSON.stringify(body));

test('the average is over the last rating of each member', async () => {
  await post('/members', { name: 'Ada' });
  await post('/members', { name: 'Grace' });
  assert.deepEqual(await get('/books/1/ratings'), { average: null, count: 0 });
  await post('/books/1/ratings', { member: '1', stars: 1 });
  await post('/books/1/ratings', { member: '1', stars: 4 });
  await post('/books/1/ratings', { member: '2', stars: 5 });
  assert.deepEqual(await get('/books/1/ratings'), { average: 4.5, count: 2 });
});

test('stars are whole numbers from 1 to 5', async () => {
  for (const stars of [0, 6, 2.5, '3', undefined]) assert.equal((await post('/books/1/ratings', { member: '1', stars })).status, 400);
});

test('an unknown book or member is not found', async () => {
  assert.equal((await post('/books/99/ratings', { member: '1', stars: 3 })).status, 404);
  assert.equal((await post('/books/1/ratings', { member: '99', stars: 3 })).status, 404);
});
`;

/** The task `ratings`. It adds to the same three places of `src/app.js` as `reservations` does. */
export const ratings: TaskScript = {
  key: 'ratings',
  plan: {
    summary: 'One rating for each member and book, its average, and two routes for it.',
    paths: ['src/app.js', 'src/ratings.js', 'test/ratings.test.js'],
    steps: [
      'Write createRatings over catalogue and members.',
      'Add both routes to the end of the table.',
      'Test the average, the range of stars, and what is unknown.',
    ],
    checks: ['node --test test/ratings.test.js'],
    risks: ['Other tasks add routes at the same place of src/app.js.'],
  },
  change: {
    edits: [
      below('src/app.js', "import { createMembers } from './members.js';", ["import { createRatings } from './ratings.js';"]),
      below('src/app.js', '  const members = createMembers();', ['  const ratings = createRatings({ catalogue, members });']),
      below('src/app.js', "    ['GET', '/members/:id', ({ params }) => members.get(params.id)],", [
        "    ['POST', '/books/:id/ratings', ({ params, body }) => ratings.rate(params.id, body)],",
        "    ['GET', '/books/:id/ratings', ({ params }) => ratings.of(params.id)],",
      ]),
    ],
    files: [
      { path: 'src/ratings.js', content: code },
      { path: 'test/ratings.test.js', content: test },
    ],
    message: 'feat(ratings): members rate a book',
  },
  praise: 'A second rating replaces the first, stars are checked, and the empty average is null; tests show it.',
};
