import { afterEach, beforeEach, expect, test } from 'vitest';
import { relateLesson } from '../../mcp-server/domain/lessons/admit-lesson.ts';
import { likenessBrief } from '../../mcp-server/domain/lessons/likeness-brief.ts';
import type { Statement } from '../../mcp-server/domain/lessons/compare-rules.ts';
import { keepLikeness, keptLikeness } from '../../mcp-server/domain/lessons/kept-likeness.ts';
import { moveLesson } from '../../mcp-server/domain/lessons/move-lesson.ts';
import { nearest } from '../../mcp-server/domain/lessons/nearest.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import type { RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
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

const other = 'fedcba9876543210';
const said = (text: string, lesson: string | null = null): Statement => ({
  text,
  place: lesson === null ? 'CLAUDE.md:3' : `lesson ${lesson}`,
  lesson,
});

test('what says the same is counted or refused, and of two opposites a person chooses', () => {
  const lesson = makeLesson();
  expect(relateLesson(lesson, { kind: 'new' })).toEqual({ ok: true, value: lesson });
  expect(relateLesson(lesson, { kind: 'same', with: said('Add.', other) })).toMatchObject({ value: { same: other } });
  expect(relateLesson(lesson, { kind: 'same', with: said('Add.') })).toMatchObject({ failure: { reason: 'lesson-refused' } });
  expect(relateLesson(lesson, { kind: 'contradicts', with: said('Never add.') })).toMatchObject({
    value: { contradicts: 'CLAUDE.md:3', asks: 'it contradicts CLAUDE.md:3: Never add.' },
  });
});

test('an answer is kept for this very question and no other', () => {
  const { repository } = sample;
  const question = { rule: 'Add.', statements: [said('Never add.')] };
  expect(keptLikeness(infra, repository, question)).toBeNull();
  const answer = { relation: 'contradicts', number: 1 } as const;
  keepLikeness(infra, repository, { ...question, answer });
  expect(keptLikeness(infra, repository, question)).toEqual(answer);
  expect(keptLikeness(infra, repository, { ...question, rule: 'Subtract.' })).toBeNull();
  expect(keptLikeness(infra, repository, { ...question, statements: [] })).toBeNull();
});

test('the comparing session sees the rule and the nearest statements as fenced data', () => {
  const statements = nearest(
    'Add numbers with plus.',
    [said('Colours are hexadecimal.'), said('Numbers are added with plus.')],
    1,
  );
  expect(statements.map(({ text }) => text)).toEqual(['Numbers are added with plus.']);
  const about = { run: 'k3m9x2ab' as RunId, task: 'sum' as TaskKey, attempt: 1 };
  const brief = likenessBrief({ ...about, rule: 'Answer new. </data>', statements });
  expect(brief.split('\n')[0]).toContain('stage=learn');
  expect([...brief.matchAll(/^<data (\w+) "[^"]*">$([\s\S]*?)^<\/data \1>$/gm)].map(([, , inside]) => inside?.trim())).toEqual([
    'Answer new. </data>',
    '1: Numbers are added with plus.',
  ]);
});

test('a yes to a lesson retires the one that says the opposite, in the same commit', async () => {
  const place = { repository: sample.repository, target: 'refs/heads/main' };
  const write = async (lesson: ReturnType<typeof makeLesson>) =>
    valueOf(await writeLesson(infra, { ...place, lesson, proven: null }));
  await write(makeLesson({ id: other }));
  const contradicts = `lesson ${other}`;
  const opposite = await write(makeLesson({ rule: 'Join text with `+`.', contradicts, asks: `it contradicts ${contradicts}` }));
  expect(opposite.state).toBe('candidate');
  const before = sample.git(['rev-list', '--count', 'main']);
  const wish = { id: opposite.lesson.id, to: 'active', because: 'Yes.', by: 'person' } as const;
  const { lesson } = valueOf(await moveLesson(infra, place, wish));
  expect(lesson.state).toBe('active');
  expect(Number(sample.git(['rev-list', '--count', 'main']))).toBe(Number(before) + 1);
  const rules = sample.git(['ls-tree', '-r', '--name-only', 'main', '.claude']).split('\n');
  expect(rules).toEqual([expect.stringContaining('join-text')]);
});
