import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import { mergeTree } from '../../mcp-server/infra/git/merge-tree.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'src/sum.js': 'a + b\n' } });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const learn = async (branch: string, digit: string) => {
  const target = `refs/heads/${branch}`;
  const lesson = makeLesson({ id: digit.repeat(16), rule: `Rule ${digit} of ${branch}.` });
  return valueOf(await writeLesson(infra, { repository: sample.repository, target, lesson, proven: null })).commit;
};
const ledgerOf = (revision: string) => sample.git(['show', `${revision}:.fanout/lessons.jsonl`]);

// main ─▶ one (1 2) · two (3) · three (4 5), with and without a ledger on main
test.each([
  ['none yet', false],
  ['a ledger on the base', true],
])('three branches that learnt merge without a conflict: %s', async (_, hasLedger) => {
  if (hasLedger) {
    sample.git(['branch', 'start']);
    await learn('start', '9');
    sample.git(['merge', '--quiet', '--ff-only', 'start']);
  }
  for (const branch of ['one', 'two', 'three']) sample.git(['branch', branch]);
  for (const [branch, digit] of [
    ['one', '1'],
    ['one', '2'],
    ['two', '3'],
    ['three', '4'],
    ['three', '5'],
  ] as const)
    await learn(branch, digit);
  let ours = sample.git(['rev-parse', 'one']) as Commit;
  for (const branch of ['two', 'three']) {
    const theirs = sample.git(['rev-parse', branch]) as Commit;
    const { tree } = valueOf(await mergeTree({ repository: sample.repository, ours, theirs }));
    ours = sample.git(['commit-tree', tree, '-p', ours, '-p', theirs, '-m', 'merge']) as Commit;
  }
  const ids = ['1', '2', '3', '4', '5', ...(hasLedger ? ['9'] : [])].map((digit) => digit.repeat(16));
  expect([...readBook(ledgerOf(ours)).keys()].toSorted()).toEqual(ids);
  expect(ledgerOf(ours)).not.toContain('<<<<');

  // A person merges with their own git, in another order, and has learnt the same.
  sample.git(['merge', '--quiet', '--no-edit', 'three']);
  sample.git(['merge', '--quiet', '--no-edit', 'one']);
  sample.git(['merge', '--quiet', '--no-edit', 'two']);
  expect(readBook(ledgerOf('main'))).toEqual(expect.objectContaining({ size: ids.length }));
  expect(Object.fromEntries(readBook(ledgerOf('main')))).toEqual(Object.fromEntries(readBook(ledgerOf(ours))));
});

test('the same fault learnt on two branches is one lesson that recurred', async () => {
  for (const branch of ['one', 'two']) sample.git(['branch', branch]);
  await learn('one', '1');
  await learn('two', '1');
  const [ours, theirs] = sample.git(['rev-parse', 'one', 'two']).split('\n') as [Commit, Commit];
  // Each branch worded the rule and so named its file in its own way.
  const { tree } = valueOf(await mergeTree({ repository: sample.repository, ours, theirs }));
  const [only] = [...readBook(ledgerOf(tree)).values()];
  expect(only).toMatchObject({ rule: 'Rule 1 of one.', recurrences: [{ provenance: { task: 'sum' } }] });
});
