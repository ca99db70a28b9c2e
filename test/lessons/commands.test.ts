import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import { makeInfra } from '../support/infra.ts';
import { makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { runFanout } from '../support/run-fanout.ts';
import { valueOf } from '../support/value-of.ts';

const target = 'refs/heads/main';
let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(async () => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'src/sum.js': 'a + b\n' } });
  const write = (lesson: ReturnType<typeof makeLesson>) =>
    writeLesson(infra, { repository: sample.repository, target, lesson, proven: null });
  valueOf(await write(makeLesson()));
  valueOf(await write(makeLesson({ id: 'fedcba9876543210', rule: 'Waits \u001b[31mhere.', asks: 'it contradicts CLAUDE.md:3' })));
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const fanout = async (args: string[], environment: Record<string, string> = {}) =>
  runFanout(['lessons', ...args], { cwd: sample.path, home: sample.folder, environment });

test('what was learnt is listed, shown, explained and counted', async () => {
  const listed = await fanout([]);
  expect(listed).toMatchObject({ exitCode: 0 });
  expect(listed.stdout).toMatch(/^01234567 +probation +rule +Add numbers/m);
  expect(listed.stdout).toMatch(/^fedcba98 +candidate +rule +Waits here\.$/m);
  expect((await fanout(['show', 'fed'])).stdout).toContain(
    'It waits for your yes: it contradicts CLAUDE.md:3. `fanout lessons promote fedcba98`',
  );
  expect((await fanout(['why', '0123'])).stdout).toContain(
    'node --test test/sum.test.js failed on bbbbbbbbbb and passes on ffffffffff.',
  );
  expect((await fanout(['diff', '0123'])).stdout).toContain('+Add numbers with `+`: text is joined by it.');
  expect((await fanout(['stats'])).stdout).toContain('States: 1 probation, 1 candidate. Forms: 2 rule.');
  expect(JSON.parse((await fanout(['list', '--json'])).stdout)).toHaveLength(2);
});

test('a person promotes and rolls back, in commits on the branch that they are on', async () => {
  const tree = () => sample.git(['ls-tree', '-r', 'HEAD', '.claude']);
  const before = tree();
  expect((await fanout(['promote', 'fed', '--yes', '--because', 'We changed our mind.'])).stdout).toContain(
    'Lesson fedcba9876543210 is active now',
  );
  expect(tree()).not.toBe(before);
  expect(sample.git(['status', '--porcelain'])).toBe('');
  expect((await fanout(['rollback', 'fed', '--yes'])).stdout).toContain('is retired now');
  expect(tree()).toBe(before);
  expect((await fanout(['rollback', 'fed', '--yes'])).stdout).toContain('is retired already');
});

test('nobody but a person says yes', async () => {
  const tip = sample.git(['rev-parse', 'HEAD']);
  // Without a terminal nobody was asked, and a session of ours is no person.
  expect((await fanout(['promote', 'fed'])).exitCode).not.toBe(0);
  expect((await fanout(['promote', 'fed', '--yes'], { FANOUT_SESSION: 'x' })).exitCode).not.toBe(0);
  expect((await fanout(['show', 'nothing'])).stderr).toContain('the id of a lesson');
  expect(sample.git(['rev-parse', 'HEAD'])).toBe(tip);
});
