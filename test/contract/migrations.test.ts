import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './read-sources.ts';

const folder = join(root, 'mcp-server/infra/store/migrations');
const names = readdirSync(folder).toSorted();

test('migrations are numbered from 001 without gaps', () => {
  expect(names.map((name) => /^(\d{3})-[a-z]+(?:-[a-z]+)*\.sql$/.exec(name)?.[1])).toEqual(
    names.map((_, index) => String(index + 1).padStart(3, '0')),
  );
});

test.each(names)('%s leaves transactions and the version to the store', (name) => {
  expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(
    /^\s*(?:begin\s*(?:immediate|exclusive|transaction)?\s*;|commit|rollback|pragma)/im,
  );
});
