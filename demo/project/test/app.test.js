import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createApp } from '../src/app.js';
import { serve } from '../src/http.js';

// The one test that opens a port, the same as the service does.
describe('the service', () => {
  let library;
  before(async () => (library = await serve(createApp(), { port: Number(process.env.PORT ?? 0) })));
  after(() => library.close());

  const call = async (method, path, body) => {
    const response = await fetch(library.url + path, { method, body: body && JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };

  test('the first page lists the routes', async () => {
    const { body } = await call('GET', '/');
    assert.ok(body.includes('GET /books'));
  });

  test('a book is lent and comes back', async () => {
    assert.equal((await call('POST', '/books/2/loan', { reader: 'Ada' })).status, 201);
    assert.equal((await call('POST', '/books/2/loan', { reader: 'Grace' })).status, 409);
    assert.equal((await call('DELETE', '/books/2/loan')).body.reader, 'Ada');
  });

  test('an unknown book is named', async () => {
    assert.deepEqual(await call('GET', '/books/99'), { status: 404, body: { problem: 'There is no book 99' } });
  });
});
