import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { overlaps } from './overlaps.ts';
import { readPairs, type PastPair } from './overlaps/read-pairs.ts';

let sample: TestRepository;
beforeEach(() => {
  sample = makeRepository({ files: { 'list.txt': lines({}), 'big.txt': lines({}) } });
});
afterEach(() => sample.dispose());

const lines = (changed: Record<number, string>): string =>
  Array.from({ length: 30 }, (_, at) => `${changed[at] ?? `line ${at}`}\n`).join('');

/** Begins a branch that changes some files and adds one of its own name, by which it is known. */
function branch(name: string, from: string, files: Record<string, string>): void {
  sample.git(['checkout', '--quiet', '-b', name, from]);
  sample.commit({ ...files, [`${name}.txt`]: `${name}\n` });
}

const named = ({ one, other }: PastPair): string =>
  [one, other].map((files) => files.findLast((file) => /^[a-e]\.txt$/.test(file))?.slice(0, 1)).join(' ');

// base ── main ──────── a ─ b ─ c ─ d ─ e      a and b change the same line of the base, as main does before e begins;
//   ├─ a, b, c   └─ d                          c stands apart in another file, d changes another line
//   └─ a ── e                                  e stands on a
test('branches that were open together and knew nothing of each other are paired, and only their own conflicts count', async () => {
  branch('a', sample.base, { 'list.txt': lines({ 2: 'of a' }) });
  branch('b', sample.base, { 'list.txt': lines({ 2: 'of b' }), 'big.txt': lines({ 1: 'of b' }) });
  branch('c', sample.base, { 'big.txt': lines({ 25: 'of c' }) });
  branch('e', 'a', {});
  sample.git(['checkout', '--quiet', 'main']);
  sample.commit({ 'list.txt': lines({ 2: 'of main' }) });
  branch('d', 'main', { 'list.txt': lines({ 2: 'of main', 28: 'of d' }) });
  sample.git(['checkout', '--quiet', 'main']);
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  for (const name of ['a', 'b', 'c', 'd', 'e']) sample.git([...who, 'merge', '--quiet', '--no-ff', '--strategy=ours', name]);
  const { earlier, later, apart } = await readPairs(sample.path);
  const all = [...earlier, ...later];
  expect(new Map(all.map((pair) => [named(pair), pair.collides]))).toEqual(
    new Map([
      ['a b', true],
      ['a d', false],
      ['b c', false],
      ['b d', false],
      ['b e', true],
      ['d e', false],
    ]),
  );
  expect(apart.map(named).toSorted()).toEqual(['a c', 'c d', 'c e']);
  expect(apart.some(({ collides }) => collides)).toBe(false);
  const measured = await overlaps.run({ say: () => undefined, path: sample.path });
  if (Array.isArray(measured)) throw new Error('no figures');
  expect(measured.figures).toMatchObject({ baselineRecall: 1, recall: 1, apart: 3, apartCollided: 0 });
});
