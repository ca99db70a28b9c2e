import { describe, expect, test } from 'vitest';
import { classify } from '../../mcp-server/domain/sessions/agents/classify.ts';
import type { Evidence } from '../../mcp-server/domain/sessions/agents/evidence.ts';
import { resetTime } from '../../mcp-server/domain/sessions/agents/reset-time.ts';
import { isOlder } from '../../mcp-server/domain/sessions/agents/version.ts';
import { spendingOf } from '../../mcp-server/domain/sessions/spending.ts';
import { cleanText } from '../../mcp-server/domain/sessions/stream/clean-text.ts';
import { SessionDigest } from '../../mcp-server/domain/sessions/stream/session-digest.ts';
import { Watchdog } from '../../mcp-server/domain/sessions/watchdog.ts';
import { newSessionId } from '../../mcp-server/kernel/id.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

function evidence(events: Record<string, unknown>[], changes: Partial<Evidence> = {}): Evidence {
  const session = newSessionId();
  const digest = new SessionDigest();
  for (const event of events) digest.add({ type: 'unknown', ...event });
  const agent = { name: 'claude' as const, command: ['claude'], version: '2.1.330' };
  const place = { cwd: '/tree', directory: '/state' };
  const end = { exitCode: 0, stop: null, errors: '', now };
  return { session, agent, ...place, hasSchema: false, idleMs: 1000, digest, ...end, ...changes };
}

const success = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'done',
  num_turns: 1,
  total_cost_usd: 0.5,
  modelUsage: {},
};
const answer = (text: string, more: object = {}) => ({
  type: 'assistant',
  message: { id: text, content: [{ type: 'text', text }] },
  ...more,
});

describe('classify', () => {
  test('a session succeeded when it ended with 0, a final result and no error, and only then', () => {
    expect(classify(evidence([success]))).toBeNull();
    expect(classify(evidence([success], { exitCode: 1 }))).toMatchObject({ reason: 'session-died', exitCode: 1 });
    expect(classify(evidence([success], { exitCode: null }))).toMatchObject({ reason: 'session-died', exitCode: null });
    expect(classify(evidence([]))).toMatchObject({ reason: 'session-died', exitCode: 0 });
    expect(classify(evidence([{ ...success, is_error: true }]))).toMatchObject({ reason: 'session-failed' });
    expect(classify(evidence([{ type: 'result', subtype: 'success' }]))).toMatchObject({ reason: 'session-failed' });
    expect(classify(evidence([success], { stop: { because: 'stopped', ranMs: 0 } }))).toMatchObject({
      reason: 'session-stopped',
    });
  });

  test('a limit that ends with exit code 0 and a result called success is a limit', () => {
    const limit = { type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: now / 1000 + 60 } };
    const refusal = answer('You have hit your 5-hour limit', {
      error: 'rate_limit',
      is_api_error_message: true,
      api_error_status: 429,
    });
    const result = { ...success, is_error: true, terminal_reason: 'api_error', result: 'You have hit your 5-hour limit' };
    expect(classify(evidence([limit, refusal, result]))).toMatchObject({ reason: 'agent-rate-limited', resetsAt: now + 60_000 });
  });

  test('what a model writes about limits and logins is no refusal', () => {
    const words = 'The code says "Please run /login" and "rate limit" and ECONNREFUSED.';
    const result = { ...success, is_error: true, subtype: 'error_during_execution', result: words };
    expect(classify(evidence([answer(words), result], { exitCode: 1 }))).toMatchObject({ reason: 'session-failed' });
  });

  test('a refusal that the session got over is forgotten', () => {
    const refusal = answer('API Error: 529', { error: 'server_error', api_error_status: 529 });
    expect(classify(evidence([refusal, answer('Now it works.'), success]))).toBeNull();
  });

  test('older versions are judged by their words', () => {
    const old = (text: string) => [{ ...success, is_error: true, terminal_reason: 'api_error', result: text }];
    expect(classify(evidence(old('Invalid API key · Please run /login')))).toMatchObject({ reason: 'agent-not-logged-in' });
    expect(classify(evidence(old('Credit balance is too low')))).toMatchObject({ reason: 'agent-out-of-credit' });
    expect(classify(evidence(old(`Claude AI usage limit reached|${now / 1000 + 60}`)))).toMatchObject({
      reason: 'agent-rate-limited',
      resetsAt: now + 60_000,
    });
    expect(classify(evidence([], { exitCode: 1, errors: 'Not logged in · Please run /login' }))).toMatchObject({
      reason: 'agent-not-logged-in',
    });
  });
});

test('the end of a limit is read in seconds and in milliseconds, and never lies in the past or far away', () => {
  const at = (said: unknown, text = '') => resetTime(said, { text, now });
  expect(at(now / 1000 + 60)).toBe(now + 60_000);
  expect(at(now + 60_000)).toBe(now + 60_000);
  expect(at(now - 5000)).toBe(now);
  expect(at(now + 30 * 86_400_000)).toBe(now + 8 * 86_400_000);
  expect(at(null, `limit reached|${now}`)).toBe(now);
  expect([at(null), at('soon'), at(Number.NaN), at(-1)]).toEqual([null, null, null, null]);
});

test('a resumed session costs the difference, also by model, and a count that began anew costs itself', () => {
  const digest = new SessionDigest();
  const use = (usd: number, tokens: number) => ({
    costUSD: usd,
    inputTokens: tokens,
    cacheReadInputTokens: tokens,
    outputTokens: tokens,
  });
  digest.add({ ...success, total_cost_usd: 3, modelUsage: { strong: use(2.5, 200), light: use(0.5, 10) }, num_turns: 4 });
  const before = { usd: 1, models: { strong: { usd: 1, inputTokens: 100, outputTokens: 50 } } };
  expect(spendingOf(digest, before)).toEqual({
    usd: 2,
    inputTokens: 320,
    outputTokens: 160,
    turns: 4,
    models: { strong: 1.5, light: 0.5 },
  });
  expect(spendingOf(digest, { usd: 9, models: {} }).usd).toBe(3);
});

test('a session that was ended before any result counts each message once', () => {
  const digest = new SessionDigest();
  const message = (id: string, tokens: number) => ({
    type: 'assistant',
    message: { id, content: [], usage: { input_tokens: tokens, output_tokens: 1 } },
  });
  for (const event of [message('a', 10), message('a', 10), message('b', 20)]) digest.add(event);
  expect(spendingOf(digest, null)).toMatchObject({ usd: 0, inputTokens: 30, outputTokens: 2 });
});

describe('Watchdog', () => {
  const limits = { idleMs: 60_000, minutes: 10, ranMs: 0, elapsedMs: 0 };

  test('ends a session that is silent for too long, and one that speaks for too long', () => {
    const silent = new Watchdog(limits);
    const bites = Array.from({ length: 70 }, (_, second) =>
      silent.look({ elapsedMs: (second + 1) * 1000, hasSpoken: second < 5 }),
    );
    expect(bites.indexOf('idle')).toBe(65);
    const long = new Watchdog({ ...limits, ranMs: 9.5 * 60_000 });
    const more = Array.from({ length: 40 }, (_, second) => long.look({ elapsedMs: (second + 1) * 1000, hasSpoken: true }));
    expect(more.indexOf('minutes')).toBe(30);
  });

  test('ends nobody because the machine slept', () => {
    const watchdog = new Watchdog(limits);
    watchdog.look({ elapsedMs: 1000, hasSpoken: true });
    expect(watchdog.look({ elapsedMs: 8 * 3_600_000, hasSpoken: false })).toBeNull();
    expect(watchdog.ranMs).toBeLessThan(10_000);
  });
});

test('text of a model is shown on one line, without what moves a cursor or hides itself', () => {
  expect(cleanText('a\u001B[31mred\u001B[0m\nb\u202Egnp.exe \u{E0041}\u200Bc\u0007')).toBe('ared bgnp.exe c');
  expect(cleanText('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`);
});

test('versions are compared as numbers', () => {
  expect([
    isOlder('2.1.99', '2.1.197'),
    isOlder('2.1.197', '2.1.197'),
    isOlder('2.2.0', '2.1.197'),
    isOlder('1.9.999', '2.0.0'),
  ]).toEqual([true, false, false, true]);
});
