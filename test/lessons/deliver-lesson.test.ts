import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliverLesson, lessonBranch } from '../../mcp-server/domain/lessons/deliver-lesson.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import { mergeTree } from '../../mcp-server/infra/git/merge-tree.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { runFanout } from '../support/run-fanout.ts';
import { valueOf } from '../support/value-of.ts';

const [one, two] = ['1'.repeat(16), '2'.repeat(16)];
let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(async () => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'src/sum.js': 'a + b\n' } });
  sample.git(['branch', 'learnt']);
  for (const id of [one, two]) {
    const lesson = makeLesson({ id, rule: `Rule ${id}.` });
    valueOf(await writeLesson(infra, { repository: sample.repository, target: 'refs/heads/learnt', lesson, proven: null }));
  }
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const commitOf = (name: string) => sample.git(['rev-parse', name]) as Commit;
const bookOf = (name: string) => readBook(sample.git(['cat-file', 'blob', `${name}:.fanout/lessons.jsonl`]));

test('one lesson is brought to another branch with its evidence, once, and the branches merge later', async () => {
  const wish = { repository: sample.repository, from: commitOf('learnt'), id: one, base: commitOf('main') };
  const into = { ...wish, into: 'refs/heads/main', isAgreed: true };
  const { commit, lesson } = valueOf(await deliverLesson(infra, into));
  expect(lesson.state).toBe('probation');
  expect([...bookOf('main').keys()]).toEqual([one]);
  expect(sample.git(['log', '-1', '--format=%B', commit])).toContain('Fanout-Broken-At: ');
  expect(sample.git(['status', '--porcelain'])).toBe('');
  expect(valueOf(await deliverLesson(infra, into)).commit).toBe(commit);
  const merging = { repository: sample.repository, ours: commitOf('main'), theirs: commitOf('learnt') };
  const { tree } = valueOf(await mergeTree(merging));
  const merged = bookOf(tree);
  expect([...merged.keys()].toSorted()).toEqual([one, two]);
  expect(merged.get(one)).toMatchObject({ state: 'probation', recurrences: [] });
});

test('without a branch to go to it gets one of its own, and the command says where it is', async () => {
  const args = ['lessons', 'deliver', '2222', '--on', 'learnt', '--yes'];
  const ran = await runFanout(args, { cwd: sample.path, home: sample.folder });
  expect(ran.stdout).toContain(`Lesson ${two} stands on fanout/lessons/22222222 (probation), by commit `);
  expect([...bookOf(lessonBranch(two)).keys()]).toEqual([two]);
  expect(commitOf(`${lessonBranch(two)}^`)).toBe(commitOf('main'));
  const session = await runFanout(args, { cwd: sample.path, home: sample.folder, environment: { FANOUT_SESSION: 'x' } });
  expect(session.exitCode).not.toBe(0);
});
