import { expect, test } from 'vitest';
import { converge } from '../../mcp-server/domain/reviews/converge.ts';
import { decide, isBlocking } from '../../mcp-server/domain/reviews/decide.ts';
import { readReviewAnswer, verdictJsonSchema } from '../../mcp-server/domain/reviews/verdict-schema.ts';
import type { Commit, Finding, Verdict } from '../../mcp-server/kernel/model.ts';
import { evidenceOf, makeFinding } from '../support/finding.ts';

test.each([
  ['critical', 'reproduced', 1, true],
  ['critical', 'reproduced', 5, true],
  ['critical', 'unproven', 2, false],
  ['critical', 'not-reproduced', 1, false],
  ['major', 'reproduced', 2, true],
  ['major', 'unproven', 1, false],
  ['major', 'not-reproduced', 1, false],
  ['minor', 'reproduced', 1, false],
] as const)('a %s finding that is %s blocks in round %i: %s', (severity, status, round, blocks) => {
  expect(isBlocking(makeFinding({ severity, status }), { round, unproven: 'fix' })).toBe(blocks);
});

test('a critical finding that nobody could replay blocks once, and only where a person asked for it', () => {
  const finding = makeFinding({ severity: 'critical', status: 'unproven' });
  const blocks = (unproven: 'show' | 'fix' | 'ask', round: number) => isBlocking(finding, { round, unproven });
  expect([blocks('show', 1), blocks('fix', 1), blocks('ask', 1), blocks('fix', 2)]).toEqual([false, true, true, false]);
  expect(isBlocking(makeFinding({ isOutside: true }), { round: 1, unproven: 'fix' })).toBe(false);
  const verdict = { ...verdictOf([finding], 1), decision: 'block' as const };
  expect(converge({ verdict, earlier: [], rounds: 3, unproven: 'ask' })).toMatchObject({ next: 'ask', because: 'unproven' });
  expect(converge({ verdict, earlier: [], rounds: 3, unproven: 'fix' })).toMatchObject({ next: 'fix', findings: [finding] });
});

const shown = (round: number) => ({ round, unproven: 'show' as const });

test('no findings pass', () => {
  expect(decide([], shown(1))).toBe('pass');
});

const verdictOf = (findings: Finding[], round: number): Verdict => ({
  commit: 'c'.repeat(40) as Commit,
  decision: decide(findings, shown(round)),
  summary: '',
  findings,
});

test('a new finding goes to the fixer as long as rounds are left', () => {
  const minor = makeFinding({ id: 'minor', severity: 'minor' });
  const finding = makeFinding();
  expect(converge({ verdict: verdictOf([finding, minor], 1), earlier: [], rounds: 1, unproven: 'show' })).toEqual({
    next: 'fix',
    findings: [finding],
  });
  expect(converge({ verdict: verdictOf([finding], 1), earlier: [], rounds: 0, unproven: 'show' })).toMatchObject({
    next: 'ask',
    because: 'rounds-spent',
  });
});

test('the same finding after its fix asks a person, also when it is worded anew', () => {
  const earlier = [verdictOf([makeFinding()], 1)];
  const reworded = makeFinding({ id: 'other', title: 'Adds wrongly' });
  const fresh = makeFinding({ id: 'fresh', evidence: evidenceOf('false') });
  expect(converge({ verdict: verdictOf([makeFinding()], 2), earlier, rounds: 9, unproven: 'show' })).toMatchObject({
    next: 'ask',
    because: 'repeated',
  });
  expect(converge({ verdict: verdictOf([reworded], 2), earlier, rounds: 9, unproven: 'show' })).toMatchObject({
    next: 'ask',
    because: 'repeated',
  });
  expect(converge({ verdict: verdictOf([fresh], 2), earlier, rounds: 9, unproven: 'show' })).toMatchObject({ next: 'fix' });
});

test('a finding that did not block before may block now', () => {
  const earlier = [verdictOf([makeFinding({ status: 'unproven' })], 1)];
  expect(converge({ verdict: verdictOf([makeFinding()], 2), earlier, rounds: 9, unproven: 'show' })).toMatchObject({
    next: 'fix',
  });
});

test('a pass ends the loop, whatever came before', () => {
  expect(converge({ verdict: verdictOf([], 4), earlier: [verdictOf([makeFinding()], 1)], rounds: 0, unproven: 'show' })).toEqual({
    next: 'pass',
  });
});

const { id: _, status: __, ...stated } = makeFinding();

test('an answer that fits is read', () => {
  const answer = { summary: 'Good.', findings: [stated, { ...stated, evidence: null }] };
  expect(readReviewAnswer(answer, { session: 's', keptAt: '/k' })).toEqual({ ok: true, value: answer });
});

test.each([
  [null],
  ['LGTM'],
  [{}],
  [{ summary: 'Good.' }],
  [{ summary: 'Good.', findings: [{ ...stated, severity: 'blocker' }] }],
  [{ summary: 'Good.', findings: [{ ...stated, evidence: { command: '' } }] }],
  [{ summary: 'Good.', findings: [], decision: 'pass' }],
])('an answer that does not fit is a failure and no pass: %j', (answer) => {
  const read = readReviewAnswer(answer, { session: 's', keptAt: '/k' });
  expect(read).toMatchObject({ ok: false, failure: { reason: 'answer-invalid', session: 's', keptAt: '/k' } });
});

test('the schema for the command line is closed JSON Schema', () => {
  expect(verdictJsonSchema).toMatchObject({ type: 'object', additionalProperties: false, required: ['summary', 'findings'] });
});
