import { expect, test } from 'vitest';
import type { SimulatedMode } from '../../mcp-server/domain/sessions/agents/simulated-agent.ts';
import type { Config } from '../../mcp-server/kernel/config.ts';
import { simulateRun } from '../support/simulate.ts';
import { makeGraph } from '../support/submitted.ts';

/** Why sessions of tasks ended whose builders all behave in the mode after which their task is named. */
const endings = (modes: SimulatedMode[], config: Partial<Config>, turnUsd = 0.01): Promise<Record<string, string[]>> =>
  simulateRun(
    {
      graph: makeGraph(...modes),
      config: { slots: 4, ...config },
      scenario: { rules: modes.map((mode) => ({ task: mode, stage: 'build', mode })), turnMs: 5, turnUsd },
    },
    ({ events, left }) => {
      expect(left).toBe(0);
      const of = (mode: string) =>
        events.flatMap((event) =>
          event.kind === 'session-ended' && event.task === mode && event.failure ? [event.failure.reason] : [],
        );
      return Object.fromEntries(modes.map((mode) => [mode, of(mode)]));
    },
  );

test('a session that says nothing, or changes nothing, is ended', { timeout: 120_000 }, async () => {
  const seen = await endings(['hang-from-start', 'no-progress'], { idleMinutes: 0.08 });
  expect(seen['hang-from-start']).toContain('session-silent');
  expect(seen['no-progress']).toContain('session-stuck');
});

test('a session that repeats itself, or is refused for good, is ended', { timeout: 120_000 }, async () => {
  const seen = await endings(['repeats-itself', 'denied-for-good'], {});
  expect(seen['repeats-itself']).toContain('session-looping');
  expect(seen['denied-for-good']).toContain('permission-denied');
});

test('a session that works longer than its stage may is ended', { timeout: 120_000 }, async () => {
  const seen = await endings(['spends-without-end'], { stages: { build: { budget: { minutes: 0.05 } } } }, 0);
  expect(seen['spends-without-end']).toContain('session-over-budget');
});
