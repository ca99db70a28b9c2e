import { below, type TaskScript } from './script.ts';

const code = `import { problem } from './http.js';

/** The people who may reserve and rate books. */
export function createMembers() {
  const members = new Map();

  return {
    register({ name }) {
      if (typeof name !== 'string' || !name.trim()) throw problem(400, 'A member needs a name');
      const member = { id: String(members.size + 1), name: name.trim() };
      members.set(member.id, member);
      return member;
    },

    get(id) {
      const member = members.get(id);
      if (!member) throw problem(404, 'There is no member ' + id);
      return member;
    },

    count: () => members.size,
  };
}
`;

const test = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMembers } from '../src/members.js';

test('a new member gets an id', () => {
  const members = createMembers();
  assert.deepEqual(members.register({ name: ' Ada ' }), { id: '1', name: 'Ada' });
  assert.deepEqual(members.get('1'), { id: '1', name: 'Ada' });
});

test('a member needs a name', () => {
  assert.throws(() => createMembers().register({ name: ' ' }), { status: 400 });
});

test('an unknown member is named', () => {
  assert.throws(() => createMembers().get('7'), { status: 404, message: 'There is no member 7' });
});
`;

/** The task `members`, on which `reservations` and `ratings` depend. */
export const members: TaskScript = {
  key: 'members',
  plan: {
    summary: 'A part for members beside catalogue and loans, and two routes for it.',
    paths: ['src/app.js', 'src/members.js', 'test/members.test.js'],
    steps: [
      'Write createMembers with register and get.',
      'Add POST /members and GET /members/:id to the table of routes.',
      'Test names, ids and the unknown member.',
    ],
    checks: ['node --test test/members.test.js'],
    risks: ['Loans keep naming their reader; nothing may change for them.'],
  },
  change: {
    edits: [
      below('src/app.js', "import { createLoans } from './loans.js';", ["import { createMembers } from './members.js';"]),
      below('src/app.js', '  const loans = createLoans({ catalogue });', ['  const members = createMembers();']),
      below('src/app.js', "    ['DELETE', '/books/:id/loan', ({ params }) => loans.takeBack(params.id)],", [
        "    ['POST', '/members', ({ body }) => members.register(body)],",
        "    ['GET', '/members/:id', ({ params }) => members.get(params.id)],",
      ]),
    ],
    files: [
      { path: 'src/members.js', content: code },
      { path: 'test/members.test.js', content: test },
    ],
    message: 'feat(members): people can become members',
  },
  praise: 'Both routes and both failures are as the spec says, and each has a test. Loans are untouched.',
};
