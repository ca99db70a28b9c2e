import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { confirmFixed } from '../../mcp-server/domain/reviews/confirm-fixed.ts';
import { findingId } from '../../mcp-server/domain/reviews/join-answers.ts';
import { judge } from '../../mcp-server/domain/reviews/judge.ts';
import type { StatedFinding } from '../../mcp-server/domain/reviews/verdict-schema.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Commit, Evidence, Verdict } from '../../mcp-server/kernel/model.ts';
import { evidenceOf } from '../support/finding.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;

beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'src/sum.js': 'a - b\n// two\n// three\n', 'package.json': '{}' } });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const proof: Evidence = {
  files: [{ path: 'test/sum.sh', content: 'grep -q "a + b" src/sum.js\n' }],
  command: 'sh test/sum.sh',
};

const stated = (differs: Partial<StatedFinding> = {}): StatedFinding => ({
  severity: 'major',
  title: 'The sum is wrong',
  file: 'src/sum.js',
  line: 1,
  what: 'It subtracts.',
  evidence: proof,
  ...differs,
});

const site = (commit: Commit) => ({
  repository: sample.repository,
  commit,
  path: join(sample.folder, 'replay'),
  config: { ...defaultConfig, setup: false as const },
  outputDirectory: join(sample.folder, 'output'),
});

async function judged(
  findings: StatedFinding[],
  { commit = sample.base, round = 1, unproven = 'show' }: { commit?: Commit; round?: number; unproven?: 'show' | 'fix' } = {},
): Promise<Verdict> {
  const verdict = await judge(infra, {
    ...site(commit),
    config: { ...defaultConfig, setup: false, reviews: { ...defaultConfig.reviews, unproven } },
    base: sample.base,
    answers: [{ by: 'claude', answer: { summary: 'Said.', findings } }],
    round,
  });
  if (!verdict.ok) throw new Error(verdict.failure.reason);
  return verdict.value;
}

const statuses = ({ findings }: Verdict) => findings.map(({ status }) => status);

test('a reproduced major finding blocks, and the verdict is bound to its commit', async () => {
  const verdict = await judged([stated()]);
  expect(verdict).toEqual({
    commit: sample.base,
    decision: 'block',
    summary: 'Said.',
    findings: [{ ...stated(), id: findingId(stated()), status: 'reproduced', foundBy: ['claude'], log: expect.any(String) }],
    opinions: [{ by: 'claude', is: 'given', decision: 'block', said: 'Said.' }],
  });
  const log = readFileSync(verdict.findings[0]?.log ?? '', 'utf8');
  expect(log).toContain(`# commit ${sample.base}`);
});

test('nothing of a judgement stays: no checkout, no worktree, no change of the person’s', async () => {
  await judged([stated()]);
  expect(existsSync(join(sample.folder, 'replay'))).toBe(false);
  expect(sample.git(['worktree', 'list']).split('\n')).toHaveLength(1);
  expect(sample.git(['status', '--porcelain'])).toBe('');
});

test('evidence that passes on the commit does not block', async () => {
  const commit = sample.commit({ 'src/sum.js': 'a + b\n' });
  const verdict = await judged([stated({ severity: 'critical' })], { commit });
  expect(verdict.decision).toBe('pass');
  expect(statuses(verdict)).toEqual(['not-reproduced']);
});

test('what nobody could replay blocks only where a person asked for it, and only in the first round', async () => {
  const critical = stated({ severity: 'critical', evidence: null });
  expect((await judged([critical])).decision).toBe('pass');
  expect((await judged([critical], { unproven: 'fix' })).decision).toBe('block');
  expect((await judged([critical], { unproven: 'fix', round: 2 })).decision).toBe('pass');
  expect((await judged([stated({ evidence: null })], { unproven: 'fix' })).decision).toBe('pass');
  expect((await judged([stated({ severity: 'minor' })])).decision).toBe('pass');
});

test('hostile evidence and evidence that replaces what it is about are unproven', async () => {
  const verdict = await judged([
    stated({ title: 'a', evidence: { files: [{ path: '../x', content: '' }], command: 'false' } }),
    stated({ title: 'b', evidence: { files: [{ path: '.claude/settings.json', content: '{}' }], command: 'false' } }),
    stated({ title: 'c', evidence: { files: [{ path: 'src/sum.js', content: 'broken' }], command: 'false' } }),
    stated({ title: 'd', evidence: evidenceOf('no-such-program') }),
    stated({ title: 'e', evidence: evidenceOf('false') }),
  ]);
  expect(statuses(verdict)).toEqual(['unproven', 'unproven', 'unproven', 'unproven', 'reproduced']);
});

test('one replay leaves nothing for the next', async () => {
  const touch = stated({ title: 'a', evidence: evidenceOf('echo x > stray; echo "a + b" > src/sum.js; false') });
  const look = stated({ title: 'b', evidence: evidenceOf('test -e stray || grep -q "a + b" src/sum.js') });
  expect(statuses(await judged([touch, look]))).toEqual(['reproduced', 'reproduced']);
});

test('a line outside its file becomes the nearest; a place in no file makes a claim without evidence minor', async () => {
  const verdict = await judged([
    stated({ title: 'a', line: 99 }),
    stated({ title: 'b', line: 0 }),
    stated({ title: 'c', severity: 'critical', file: 'src/none.js', evidence: null }),
    stated({ title: 'd', severity: 'critical', file: '../sum.js\0', evidence: null }),
    stated({ title: 'e', file: 'src/none.js' }),
  ]);
  expect(verdict.findings.map(({ line, severity }) => [line, severity])).toEqual([
    [3, 'major'],
    [1, 'major'],
    [1, 'minor'],
    [1, 'minor'],
    [1, 'major'],
  ]);
});

test('a finding that is said twice counts once, with its evidence', async () => {
  const verdict = await judged([stated({ severity: 'critical', evidence: null }), stated({ title: ' the SUM  is wrong ' })]);
  expect(verdict.findings).toHaveLength(1);
  expect(verdict.findings[0]?.status).toBe('reproduced');
});

test('a fix is confirmed by the evidence that failed before', async () => {
  const verdict = await judged([stated(), stated({ title: 'Still there', evidence: evidenceOf('false') })]);
  const commit = sample.commit({ 'src/sum.js': 'a + b\n', 'test/sum.sh': 'grep -q "a + b" src/sum.js && echo kept\n' });
  const confirmed = await confirmFixed(infra, { ...site(commit), findings: verdict.findings });
  const [fixed, broken] = verdict.findings;
  expect(confirmed).toEqual({ ok: true, value: { fixed: [fixed], broken: [broken], unproven: [] } });
});

test('only what was reproduced can be confirmed, and evidence that no longer runs confirms nothing', async () => {
  const { findings } = await judged([
    stated({ evidence: null }),
    stated({ title: 'b', evidence: evidenceOf('sh check || exit 1') }),
  ]);
  const gone = findings.map((finding) => ({ ...finding, evidence: finding.evidence && evidenceOf('no-such-program') }));
  const confirmed = await confirmFixed(infra, { ...site(sample.base), findings: gone });
  expect(confirmed).toEqual({ ok: true, value: { fixed: [], broken: [], unproven: [gone[1]] } });
});

const twoSay = async (one: StatedFinding[], other: StatedFinding[]): Promise<Verdict> => {
  const answers = [
    { by: 'claude', answer: { summary: 'One.', findings: one } },
    { by: 'codex', answer: { summary: 'Two.', findings: other } },
  ];
  const verdict = await judge(infra, { ...site(sample.base), base: sample.base, answers, round: 1 });
  if (!verdict.ok) throw new Error(verdict.failure.reason);
  return verdict.value;
};

test('two reviewers: what both saw counts once, what one saw is kept apart, and each has its own decision', async () => {
  const mine = stated({ title: 'Only mine', line: 30, severity: 'minor', evidence: null });
  const theirs = stated({ title: 'Only theirs', file: 'package.json', evidence: evidenceOf('false') });
  const verdict = await twoSay([stated({ evidence: null }), mine], [stated({ title: 'the  SUM is wrong' }), theirs]);
  expect(verdict.findings.map(({ title, status, foundBy }) => [title, status, foundBy])).toEqual([
    ['the  SUM is wrong', 'reproduced', ['claude', 'codex']],
    ['Only mine', 'unproven', ['claude']],
    ['Only theirs', 'reproduced', ['codex']],
  ]);
  expect(verdict.opinions).toMatchObject([
    { by: 'claude', decision: 'block' },
    { by: 'codex', decision: 'block' },
  ]);
  expect(verdict.summary).toBe('claude: One.\ncodex: Two.');
  const apart = await twoSay([], [theirs]);
  expect(apart).toMatchObject({ decision: 'block', opinions: [{ decision: 'pass' }, { decision: 'block' }] });
});

test('two findings of a place are both kept, since they may be two faults', async () => {
  const verdict = await twoSay([stated()], [stated({ title: 'Overflows', line: 2, evidence: evidenceOf('exit 3') })]);
  expect(verdict.findings.map(({ foundBy }) => foundBy)).toEqual([
    ['claude', 'codex'],
    ['claude', 'codex'],
  ]);
});

test('a fault in a file that the change brought was not there before, and evidence that replaces such a file shows nothing', async () => {
  const commit = sample.commit({ 'src/new.js': 'a - b\n' });
  const fault = stated({ file: 'src/new.js', origin: 'before', evidence: evidenceOf('grep -q "a + b" src/new.js') });
  const files = [{ path: 'src/new.js', content: 'broken\n' }];
  const planted = stated({ title: 'Planted', evidence: evidenceOf('! grep -q broken src/new.js', files) });
  const answers = [{ by: 'claude', answer: { summary: 'Said.', findings: [fault, planted] } }];
  const verdict = await judge(infra, { ...site(commit), base: sample.base, answers, round: 1 });
  if (!verdict.ok) throw new Error(verdict.failure.reason);
  expect(verdict.value.findings.map(({ status, isOutside = false }) => [status, isOutside])).toEqual([
    ['reproduced', false],
    ['unproven', false],
  ]);
  expect(verdict.value.decision).toBe('block');
});

test('what was there before is recorded and does not block, unless it passes where the change starts', async () => {
  const commit = sample.commit({ 'src/sum.js': 'a - b // changed\n', 'new.js': '' });
  const before = stated({ origin: 'before' });
  const broken = stated({ title: 'New', origin: 'before', evidence: evidenceOf('test ! -f new.js') });
  const answers = [{ by: 'claude', answer: { summary: 'Said.', findings: [before, broken] } }];
  const verdict = await judge(infra, { ...site(commit), base: sample.base, answers, round: 1 });
  if (!verdict.ok) throw new Error(verdict.failure.reason);
  expect(verdict.value.findings.map(({ title, status, isOutside = false }) => [title, status, isOutside])).toEqual([
    ['The sum is wrong', 'reproduced', true],
    ['New', 'reproduced', false],
  ]);
  const alone = [{ by: 'claude', answer: { summary: 'Said.', findings: [before] } }];
  const passed = await judge(infra, { ...site(commit), base: sample.base, answers: alone, round: 1 });
  expect(passed).toMatchObject({ ok: true, value: { decision: 'pass' } });
});
