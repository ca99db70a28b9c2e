import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildBundle } from '../bundle/build-bundle.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { root } from './read-sources.ts';

const filesOf = (folder: string): string[] =>
  globSync('**', { cwd: folder })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted();

test('dist/ is what `npm run bundle` makes of the sources, byte for byte', async () => {
  const [fresh, committed] = [temporaryFolder(), join(root, 'dist')];
  await buildBundle(fresh);
  expect(filesOf(committed), 'dist/ is stale: run `npm run bundle`').toEqual(filesOf(fresh));
  const stale = filesOf(fresh).filter((path) => !readFileSync(join(fresh, path)).equals(readFileSync(join(committed, path))));
  expect(stale, 'dist/ is stale: run `npm run bundle`').toEqual([]);
});

test('a bundle names no folder of the machine that it was built on', async () => {
  const fresh = temporaryFolder();
  await buildBundle(fresh);
  const texts = filesOf(fresh).filter((path) => !path.endsWith('.node'));
  expect(texts.filter((path) => readFileSync(join(fresh, path), 'utf8').includes(root))).toEqual([]);
});
