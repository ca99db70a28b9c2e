import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../src/catalogue.js';

test('all books are listed', () => {
  assert.equal(createCatalogue().list().length, 5);
});

test('the books of one author are listed', () => {
  const titles = createCatalogue()
    .list({ author: 'Octavia E. Butler' })
    .map((book) => book.title);
  assert.deepEqual(titles, ['Kindred', 'Parable of the Sower']);
});
