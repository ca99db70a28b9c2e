import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../src/catalogue.js';
import { createLoans } from '../src/loans.js';

test('a book is due after three weeks', () => {
  const loans = createLoans({ catalogue: createCatalogue(), today: () => new Date('2026-02-10') });
  assert.equal(loans.lend('1', { reader: 'Ada' }).due, '2026-03-03');
});

test('a loan needs a reader', () => {
  const loans = createLoans({ catalogue: createCatalogue() });
  assert.throws(() => loans.lend('1', {}), { status: 400 });
});
