import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeProofAgain } from '../../mcp-server/domain/coordination/conclude-proof.ts';
import { concludeRun } from '../../mcp-server/domain/coordination/conclude-run.ts';
import { readProof } from '../../mcp-server/domain/coordination/read-proof.ts';
import { tendLessons } from '../../mcp-server/domain/coordination/tend-lessons.ts';
import { readEvents } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { readRunState, record } from '../../mcp-server/domain/coordination/work/record.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import type { Weighed } from '../../mcp-server/domain/lessons/weigh-trials.ts';
import { writeComparison } from '../../mcp-server/domain/lessons/write-comparison.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import { newRunId } from '../../mcp-server/kernel/id.ts';
import type { Commit, Evidence, RunId } from '../../mcp-server/kernel/model.ts';
import { mergedBranch } from '../../mcp-server/kernel/names.ts';
import type { Proof } from '../../mcp-server/kernel/proof.ts';
import { makeInfra } from '../support/infra.ts';
import { asRemedy, makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
let run: RunId;
let target: string;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'src/sum.js': 'a + b\n' } });
  run = submitted(infra, makeGraph('a'));
  sample.git(['branch', mergedBranch(run)]);
  target = `refs/heads/${mergedBranch(run)}`;
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const write = async (differs: Parameters<typeof makeLesson>[0] = {}, proven: Evidence | null = null) =>
  valueOf(
    await writeLesson(infra, { repository: sample.repository, target, lesson: makeLesson(differs), proven: asRemedy(proven) }),
  );
const stateOf = (id: string) => readBook(sample.git(['cat-file', 'blob', `${target}:.fanout/lessons.jsonl`])).get(id)?.state;
const rules = () => sample.git(['ls-tree', '-r', '--name-only', target, '.claude']);

const weighed = (verdict: Weighed['verdict']): Weighed => ({
  verdict,
  without: { faults: 1, tries: 3 },
  told: { faults: 2, tries: 3 },
  control: 'unharmed',
});
const compare = async (verdict: Weighed['verdict'], { asks = 'prove', lesson = makeLesson().id }: Partial<Proof> = {}) =>
  valueOf(
    await writeComparison(infra, {
      repository: sample.repository,
      target,
      run: `${verdict}-${asks}` as RunId,
      proof: { lesson, asks, model: 'opus' },
      weighed: weighed(verdict),
    }),
  ).lesson.state;

test.each([
  ['helps', 'prove', 'active'],
  ['open', 'prove', 'probation'],
  ['not-needed', 'prove', 'probation'],
  ['not-needed', 'ablate', 'retired'],
  ['harms', 'prove', 'retired'],
] as const)('trials that say %s, asked to %s, leave a lesson %s', async (verdict, asks, state) => {
  await write();
  expect(await compare(verdict, { asks })).toBe(state);
  expect(rules() === '').toBe(state === 'retired');
  const tip = sample.git(['rev-parse', target]);
  expect(await compare(verdict, { asks })).toBe(state);
  expect(sample.git(['rev-parse', target])).toBe(tip);
});

test('what waits for a person goes on waiting, whatever trials say', async () => {
  await write({ asks: 'it contradicts CLAUDE.md:3' });
  expect(await compare('helps')).toBe('candidate');
  expect(rules()).toBe('');
});

test('a lesson that has become a check meanwhile stays one, whatever trials of its prose say', async () => {
  await write({}, { command: 'true', files: [] });
  expect(await compare('harms')).toBe('active');
});

test('what trials showed is written later, where the ledger could not be written when they ended', async () => {
  const proof: Proof = { lesson: makeLesson().id, target, asks: 'prove', model: 'opus', tries: 3 };
  const trials = newRunId();
  const asRun = { run: trials, repository: sample.repository, from: sample.path, baseBranch: null, config: defaultConfig };
  const agent = { name: 'scripted' as const, command: ['true'], version: '0' };
  const base = sample.git(['rev-parse', 'main']) as Commit;
  const graph = { title: 'Trials', tasks: [] };
  record(infra, { kind: 'run-submitted', ...asRun, base, graph, agent, proof });
  const wish = { repository: sample.repository, target, lesson: proof.lesson, asks: proof.asks };
  expect(await writeProofAgain(infra, wish)).toBeNull();
  const state = readRunState(infra.store, trials);
  if (!state) throw new Error('There is no run');
  await concludeRun(infra, state, []);
  // There is no such lesson on the branch yet.
  expect(readProof(infra, trials)).toMatchObject({ verdict: 'open', commit: null, failure: { reason: 'argument-invalid' } });
  await write();
  expect(await writeProofAgain(infra, wish)).toBe(trials);
  expect(readProof(infra, trials)).toMatchObject({ commit: sample.git(['rev-parse', target]), failure: null });
  expect(await writeProofAgain(infra, wish)).toBeNull();
});

test('at the end of a run, lessons whose files are gone go, each in a commit of its own, and nothing else does', async () => {
  await write({ id: 'aaaaaaaaaaaaaaaa', paths: ['src/**'] });
  const before = rules();
  await write({ id: 'bbbbbbbbbbbbbbbb', paths: ['src/*.js'], rule: 'Round money after the sum.' });
  await write({ id: 'cccccccccccccccc', paths: ['src/*.js'], rule: 'Parse dates in UTC.' });
  sample.git(['switch', '--quiet', mergedBranch(run)]);
  sample.git(['mv', 'src/sum.js', 'src/sum.ts']);
  sample.git(['commit', '--quiet', '--message', 'typed']);
  sample.git(['switch', '--quiet', 'main']);
  const tip = sample.git(['rev-parse', target]) as Commit;
  const state = readRunState(infra.store, run);
  if (!state) throw new Error('There is no run');
  await tendLessons(infra, { ...state, repository: sample.repository, mergedCommit: tip });
  expect(['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc'].map(stateOf)).toEqual(['probation', 'retired', 'retired']);
  expect(rules()).toBe(before);
  expect(sample.git(['log', '--format=%(trailers:key=Fanout-Lesson,valueonly,separator=)', `${tip}..${target}`])).toBe(
    'cccccccccccccccc\nbbbbbbbbbbbbbbbb',
  );
  expect(sample.git(['log', '-1', '--format=%B', target])).toContain('No file that it is about is left.');
  const now = readRunState(infra.store, run);
  expect(now?.mergedCommit).toBe(sample.git(['rev-parse', target]));
  // A supervisor that died before it recorded the end does it again, and nothing happens.
  await tendLessons(infra, { ...state, repository: sample.repository, mergedCommit: tip });
  expect(readEvents(infra, { run, after: 0 }).filter(({ kind }) => kind === 'lessons-tended')).toHaveLength(1);
});
