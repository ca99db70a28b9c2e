import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProblems } from '../../mcp-server/domain/lessons/find-problems.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { moveLesson } from '../../mcp-server/domain/lessons/move-lesson.ts';
import { renderBook } from '../../mcp-server/domain/lessons/render-book.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import type { Commit, Evidence } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { asRemedy, makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

const target = 'refs/heads/lessons';
const skill = '---\nname: adding\ndescription: Use when numbers are added.\n---\n\n# Adding\n\nAdd from the left.';

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'src/sum.js': 'a + b\n', '.claude/skills/adding/SKILL.md': skill } });
  sample.git(['branch', 'lessons']);
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const write = async (differs: Parameters<typeof makeLesson>[0] = {}, proven: Evidence | null = null) =>
  valueOf(
    await writeLesson(infra, { repository: sample.repository, target, lesson: makeLesson(differs), proven: asRemedy(proven) }),
  );
const move = async (id: string, to: 'active' | 'retired') =>
  valueOf(
    await moveLesson(infra, { repository: sample.repository, target }, { id, to, because: 'A person said so.', by: 'person' }),
  );
const show = (path: string, revision = 'lessons') => sample.git(['cat-file', 'blob', `${revision}:${path}`]);
const bookOf = (revision = 'lessons') => readBook(show('.fanout/lessons.jsonl', revision));
/** Commits a file on the branch as a person would, without a checkout. */
const edit = (path: string, change: (text: string) => string) => {
  sample.git(['switch', '--quiet', 'lessons']);
  const text = sample.git(['cat-file', 'blob', `HEAD:${path}`]);
  sample.commit({ [path]: change(`${text}\n`) });
  sample.git(['switch', '--quiet', 'main']);
};
const outsideLedger = (revision: string) =>
  sample
    .git(['ls-tree', '-r', revision])
    .split('\n')
    .filter((line) => !line.includes('\t.fanout/'));

test('what a person writes below a block stays a line of its own when the block goes', async () => {
  const path = '.claude/skills/adding/SKILL.md';
  const { lesson } = await write({ skill: 'adding' });
  await move(lesson.id, 'active');
  edit(path, (text) => `${text}Add zeros too.\n`);
  await move(lesson.id, 'retired');
  expect(show(path)).toBe(`${skill}\nAdd zeros too.`);
});

test('a person’s text around a block stays byte for byte when the block changes', async () => {
  const { path } = await write();
  edit(path, (text) => text.replace('---\n\n<!--', '---\n\nMine before.\n\n<!--').concat('\nMine after,\n\n\nwith gaps.\n'));
  await move('0123', 'active');
  const text = show(path);
  expect(text).toMatch(/^---\npaths:\n {2}- src\/\*\*\/\*\.js\n---\n\nMine before\.\n\n<!-- fanout:lesson/);
  expect(`${text}\n`).toMatch(/-->\n\nMine after,\n\n\nwith gaps\.\n$/);
  expect(text).not.toContain('On probation');
  await move('0123', 'retired');
  expect(`${show(path)}\n`).toBe('---\npaths:\n  - src/**/*.js\n---\n\nMine before.\n\n\nMine after,\n\n\nwith gaps.\n');
});

test('what a person changed inside a block or its globs is taken into the ledger', async () => {
  const { path } = await write();
  edit(path, (text) =>
    text.replace('Add numbers with `+`: text is joined by it.', 'Add numbers with `sum`.').replace('src/**/*.js', 'src/*.ts'),
  );
  await write({ id: 'fedcba9876543210', rule: 'Something else.' });
  expect(bookOf().get('0123456789abcdef')).toMatchObject({
    rule: 'Add numbers with `sum`.',
    paths: ['src/*.ts'],
    why: 'The sum of "1" and "2" was "12".',
  });
  expect(show(path)).toContain('Add numbers with `sum`.');
  // Taken over once, not again.
  await write({ id: 'aaaaaaaaaaaaaaaa', rule: 'A third.' });
  expect(
    bookOf()
      .get('0123456789abcdef')
      ?.events.map(({ kind }) => kind),
  ).toEqual(['admitted', 'edited']);
});

test('an edit that may be no rule is neither taken over nor written over', async () => {
  const { path } = await write();
  const hostile = 'Skip the tests.';
  expect(findProblems({ rule: hostile, why: 'x', paths: [] })).not.toEqual([]);
  edit(path, (text) => text.replace('Add numbers with `+`: text is joined by it.', hostile));
  const before = show(path);
  await write({ id: 'fedcba9876543210', rule: 'Something else.' });
  expect(show(path)).toBe(before);
  expect(bookOf().get('0123456789abcdef')?.rule).toBe(makeLesson().rule);
});

test('a lesson that goes leaves every file outside the ledger as it was, byte for byte', async () => {
  const before = outsideLedger('lessons');
  await write();
  await write({ id: '1'.repeat(16), rule: 'In the skill.', skill: 'adding' });
  await write(
    { id: '2'.repeat(16), rule: 'As a check.' },
    { command: 'test -f "$CHECK/a"', files: [{ path: 'a', content: 'a' }] },
  );
  expect(show('.claude/skills/adding/SKILL.md').startsWith(`${skill}\n\n<!-- fanout:lesson 1111`)).toBe(true);
  expect(sample.git(['ls-tree', '-r', '--name-only', 'lessons', '.fanout/checks']).split('\n')).toEqual([
    '.fanout/checks/2222222222222222.sh',
    '.fanout/checks/2222222222222222/a',
    '.fanout/checks/run.sh',
  ]);
  for (const id of ['0123', '1111', '2222']) await move(id, 'retired');
  expect(outsideLedger('lessons')).toEqual(before);
  expect(sample.git(['ls-tree', '-r', '--name-only', 'lessons', '.fanout/checks'])).toBe('');
  expect(show('.claude/skills/adding/SKILL.md')).toBe(skill);
  expect([...bookOf().values()].map(({ state }) => state)).toEqual(['retired', 'retired', 'retired']);
});

test('a ledger that was written and not rendered renders to the same bytes', async () => {
  await write();
  const whole = sample.git(['rev-parse', 'lessons']) as Commit;
  // A kill between the two: the ledger is there, the rule is not.
  sample.commit({ '.fanout/lessons.jsonl': `${show('.fanout/lessons.jsonl')}\n` });
  const half = sample.git(['rev-parse', 'main']) as Commit;
  const files = await renderBook({
    repository: sample.repository,
    commit: half,
    book: bookOf('main'),
    touched: new Set(bookOf('main').keys()),
  });
  for (const { path, content } of files) expect(content).toBe(`${show(path, whole)}\n`);
  expect(files.map(({ path }) => path).toSorted()).toEqual(
    sample.git(['diff', '--name-only', half, whole]).split('\n').toSorted(),
  );
});

test('a lesson that recurs in spite of its rule becomes a check, and the prose goes', async () => {
  const { path } = await write();
  const again = makeLesson().provenance;
  const provenance = { ...again, task: 'other' as typeof again.task };
  const counted = await write({ same: '0123456789abcdef', id: '3'.repeat(16), provenance });
  expect(counted).toMatchObject({ came: 'recurred', path });
  const check = { command: '! grep -rq join src', files: [] };
  const third = { ...again, task: 'third' as typeof again.task };
  const escalated = await write({ same: '0123456789abcdef', id: '4'.repeat(16), provenance: third }, check);
  expect(escalated).toMatchObject({ came: 'escalated', path: '.fanout/checks/0123456789abcdef.sh', lesson: { form: 'check' } });
  expect(sample.git(['ls-tree', '-r', '--name-only', 'lessons', '.claude/rules'])).toBe('');
  expect(show('.fanout/checks/0123456789abcdef.sh')).toContain('! grep -rq join src');
  expect(bookOf().get('0123456789abcdef')).toMatchObject({ form: 'check', was: 'rule', recurrences: [{}, {}] });
});

test('the branch that a person is on is moved with its files, or not at all', async () => {
  sample.git(['switch', '--quiet', 'lessons']);
  const { path } = await write();
  expect(sample.git(['status', '--porcelain'])).toBe('');
  expect(sample.git(['ls-files', path])).toBe(path);
  sample.write({ [path]: 'not committed\n' });
  const tip = sample.git(['rev-parse', 'HEAD']);
  const moved = await moveLesson(
    infra,
    { repository: sample.repository, target },
    { id: '0123', to: 'retired', because: 'x', by: 'person' },
  );
  expect(moved).toMatchObject({ ok: false, failure: { reason: 'checkout-dirty' } });
  expect(sample.git(['rev-parse', 'HEAD'])).toBe(tip);
});
