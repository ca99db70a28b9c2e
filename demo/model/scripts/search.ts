import type { TaskScript } from './script.ts';

const path = 'src/catalogue.js';

const before = `    /** All books, or those of one author. */
    list({ author } = {}) {
      return books.filter((book) => !author || book.author === author);
    },
`;

// The fault: what a reader typed becomes a pattern, so that "C++" is a syntax error and "What If?" also finds "What I".
const faulty = `    /** All books, or those of one author, or those in which the words occur. */
    list({ author, q } = {}) {
      const words = new RegExp(q ?? '', 'i');
      return books.filter((book) => (!author || book.author === author) && (words.test(book.title) || words.test(book.author)));
    },
`;

const mended = `    /** All books, or those of one author, or those in which the words occur as they were typed. */
    list({ author, q = '' } = {}) {
      const words = q.toLowerCase();
      const holds = (text) => text.toLowerCase().includes(words);
      return books.filter((book) => (!author || book.author === author) && (holds(book.title) || holds(book.author)));
    },
`;

const test = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../src/catalogue.js';

const titles = (query) => createCatalogue().list(query).map((book) => book.title);

test('words are found in titles and names, in upper and lower case', () => {
  assert.deepEqual(titles({ q: 'earth' }), ['A Wizard of Earthsea']);
  assert.deepEqual(titles({ q: 'LE GUIN' }), ['A Wizard of Earthsea']);
});

test('words and author must both fit', () => {
  assert.deepEqual(titles({ q: 'sower', author: 'Octavia E. Butler' }), ['Parable of the Sower']);
  assert.deepEqual(titles({ q: 'sower', author: 'Randall Munroe' }), []);
});

test('without words every book is found', () => {
  assert.equal(titles({ q: '' }).length, 5);
});
`;

const proof = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../src/catalogue.js';

const titles = (q) => createCatalogue().list({ q }).map((book) => book.title);

test('no sign that a reader types has a meaning of its own', () => {
  assert.deepEqual(titles('c++'), ['The C++ Programming Language']);
  assert.deepEqual(titles('what if?'), ['What If?']);
  assert.deepEqual(titles('.'), ['A Wizard of Earthsea', 'Kindred', 'Parable of the Sower']);
});
`;

const evidence = { path: 'test/search-signs.test.js', content: proof };

/** The task `search`, which depends on nothing. Its builder makes a fault that no test of the project catches. */
export const search: TaskScript = {
  key: 'search',
  plan: {
    summary: 'The catalogue filters by words as it filters by author; the route passes its query on already.',
    paths: [path, 'test/search.test.js'],
    steps: ['Let list take q besides author.', 'Test titles, names, both together, and none.'],
    checks: ['node --test test/search.test.js'],
    risks: ['Readers type anything.'],
  },
  change: {
    edits: [{ path, before, after: faulty }],
    files: [{ path: 'test/search.test.js', content: test }],
    message: 'feat(catalogue): readers search titles and authors',
  },
  praise: 'The words are compared as text, in titles and names, and a test holds signs such as + and ? to it.',
  fault: {
    sign: /new RegExp\(/,
    severity: 'major',
    title: 'Searching for C++ breaks the service',
    what: 'What the reader typed becomes a regular expression. "C++" is a syntax error in one, so GET /books?q=C%2B%2B answers 500, and "." finds every book. The spec says that no sign has a meaning of its own.',
    evidence: { files: [evidence], command: `node --test ${evidence.path}` },
    mend: {
      edits: [{ path, before: faulty, after: mended }],
      files: [evidence],
      message: 'fix(catalogue): take the words of a search as they were typed',
    },
    lesson: {
      rule: 'Compare what a reader typed as text, with `includes` or `===`. Do not make a regular expression of it.',
      why: 'A search for "C++" became the pattern `C++`, a syntax error, and the service answered 500. Ordinary words pass every test, so test text from outside with `+`, `?` and `.` in it.',
      paths: ['src/**/*.js'],
    },
  },
};
