import { below, type TaskScript } from './script.ts';

const code = `import { problem } from './http.js';

/** Who waits for which book, first come, first served. */
export function createReservations({ catalogue, members }) {
  const queues = new Map();

  const list = (bookId) => {
    const { id } = catalogue.get(bookId);
    return (queues.get(id) ?? []).map((member, index) => ({ book: id, member, place: index + 1 }));
  };

  return {
    list,

    add(bookId, { member }) {
      const { id, title } = catalogue.get(bookId);
      const { id: waiting, name } = members.get(member);
      const queue = queues.get(id) ?? [];
      if (queue.includes(waiting)) throw problem(409, name + ' already waits for ' + title);
      queues.set(id, [...queue, waiting]);
      return list(id).at(-1);
    },

    count: () => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0),
  };
}
`;

const test = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { answer } from '../src/http.js';

const library = createApp();
const post = (path, body) => answer(library, 'POST', path, JSON.stringify(body));

test('members wait in the order in which they came', async () => {
  await post('/members', { name: 'Ada' });
  await post('/members', { name: 'Grace' });
  assert.equal((await post('/books/1/reservations', { member: '2' })).body.place, 1);
  assert.equal((await post('/books/1/reservations', { member: '1' })).body.place, 2);
  assert.equal((await post('/books/1/reservations', { member: '1' })).status, 409);

  const { body: queue } = await answer(library, 'GET', '/books/1/reservations');
  assert.deepEqual(queue.map(({ member }) => member), ['2', '1']);
});

test('an unknown book or member is not found', async () => {
  assert.equal((await post('/books/99/reservations', { member: '1' })).status, 404);
  assert.equal((await post('/books/1/reservations', { member: '99' })).status, 404);
});
`;

/** The task `reservations`. It adds to the same three places of `src/app.js` as `ratings` does. */
export const reservations: TaskScript = {
  key: 'reservations',
  plan: {
    summary: 'A queue of members for each book, and two routes for it.',
    paths: ['src/app.js', 'src/reservations.js', 'test/reservations.test.js'],
    steps: [
      'Write createReservations over catalogue and members.',
      'Add both routes to the end of the table.',
      'Test the order, the second try, and what is unknown.',
    ],
    checks: ['node --test test/reservations.test.js'],
    risks: ['Other tasks add routes at the same place of src/app.js.'],
  },
  change: {
    edits: [
      below('src/app.js', "import { createMembers } from './members.js';", [
        "import { createReservations } from './reservations.js';",
      ]),
      below('src/app.js', '  const members = createMembers();', [
        '  const reservations = createReservations({ catalogue, members });',
      ]),
      below('src/app.js', "    ['GET', '/members/:id', ({ params }) => members.get(params.id)],", [
        "    ['POST', '/books/:id/reservations', ({ params, body }) => reservations.add(params.id, body)],",
        "    ['GET', '/books/:id/reservations', ({ params }) => reservations.list(params.id)],",
      ]),
    ],
    files: [
      { path: 'src/reservations.js', content: code },
      { path: 'test/reservations.test.js', content: test },
    ],
    message: 'feat(reservations): members wait for a book in a queue',
  },
  praise: 'The queue keeps its order, a second try is refused, and what is unknown is 404; tests show all three.',
};
