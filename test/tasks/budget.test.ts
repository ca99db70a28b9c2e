import { expect, test } from 'vitest';
import { costsOf } from '../../mcp-server/domain/coordination/work/costs.ts';
import { applyTaskEvent } from '../../mcp-server/domain/tasks/apply-task-event.ts';
import { addUp, addUpTasks, grant, noAmount } from '../../mcp-server/domain/tasks/budget.ts';
import { nextAttempt, waitingTask, type TaskSession, type TaskState } from '../../mcp-server/domain/tasks/task-state.ts';
import type { Allowance, Commit, RunId, SessionId, TaskKey, Verdict } from '../../mcp-server/kernel/model.ts';
import { seeded } from '../support/random.ts';

const session = (changes: Partial<TaskSession>): TaskSession => ({
  id: 's' as SessionId,
  stage: 'build',
  resumes: null,
  about: null,
  directory: '',
  allowance: null,
  launchedAt: 0,
  endedAt: null,
  spending: null,
  failure: null,
  ...changes,
});

const spending = (usd: number, turns = 1) => ({
  usd,
  inputTokens: 900 * turns,
  outputTokens: 100 * turns,
  turns,
  models: { m: usd },
});

test('a session is granted what its stage may spend, and no more than every level has left', () => {
  const levels = [
    { scope: 'task a', cap: { usd: 4 }, spent: { ...noAmount, usd: 1 }, reserved: noAmount },
    { scope: 'run r', cap: { usd: 20, turns: 50 }, spent: { ...noAmount, turns: 20 }, reserved: { ...noAmount, turns: 10 } },
  ];
  expect(grant({ usd: 15, turns: 300, minutes: 90 }, levels)).toEqual({ is: 'waits' });
  expect(grant({ usd: 15, turns: 40, minutes: 90 }, levels)).toEqual({
    is: 'granted',
    allowance: { usd: 3, turns: 20, minutes: 90 },
  });
});

test('a cap that is reached is named with its unit, and one that others may give back is waited for', () => {
  const run = (spent: number, reserved: number) => [
    { scope: 'run r', cap: { tokens: 1000 }, spent: { ...noAmount, tokens: spent }, reserved: { ...noAmount, tokens: reserved } },
  ];
  expect(grant({ tokens: 500 }, run(1000, 0))).toEqual({
    is: 'spent',
    failure: { reason: 'budget-spent', scope: 'run r', unit: 'tokens', limit: 1000, spent: 1000 },
  });
  expect(grant({ tokens: 500 }, run(200, 790))).toEqual({ is: 'waits' });
  expect(grant({ tokens: 500 }, run(200, 0))).toEqual({ is: 'granted', allowance: { tokens: 500 } });
});

test('what was killed before it said its price counts whole, until its conversation says it', () => {
  const killed = session({
    id: 'one' as SessionId,
    endedAt: 60_000,
    allowance: { usd: 15 },
    spending: { ...spending(0), models: {} },
  });
  expect(addUp([killed]).spent).toMatchObject({ usd: 15, minutes: 1 });
  const resumed = session({ id: 'two' as SessionId, resumes: killed.id, endedAt: 60_000, spending: spending(3) });
  expect(addUp([killed, resumed]).spent).toMatchObject({ usd: 3, minutes: 2 });
});

test('what agents of other vendors took for reviews counts, in this attempt and the next', () => {
  const opinion = { by: 'codex', is: 'given' as const, decision: 'pass' as const, said: '', tokens: 800, usd: 2 };
  const verdict: Verdict = { commit: 'c' as Commit, decision: 'block', summary: '', findings: [], opinions: [opinion] };
  const at = { run: 'r' as RunId, task: 'a' as TaskKey, seq: 1, at: 1, sum: '' };
  const reviewing: TaskState = { ...waitingTask('a' as TaskKey, 0), phase: 'reviewing' };
  const twice = [1, 2].reduce((state) => applyTaskEvent(state, { ...at, kind: 'review-finished', verdict }), reviewing);
  expect(addUpTasks([nextAttempt(twice), twice]).spent).toEqual({ ...noAmount, tokens: 3200, usd: 8 });
  expect(costsOf(twice)).toMatchObject({ stages: { review: 4 }, models: { codex: 4 } });
});

test('over 1,000 runs with random sessions no run spends more than its cap and one turn of each session that lives', () => {
  const random = seeded(7);
  for (let nth = 0; nth < 1000; nth++) {
    const { spent, cap, over } = playRun(random);
    expect(spent).toBeLessThanOrEqual(cap + over + 1e-9);
  }
});

/** Sessions that turn by turn spend what they like, notice their allowance only after a turn, and are killed between turns. */
function playRun(random: () => number): { spent: number; cap: number; over: number } {
  const cap = 1 + random() * 20;
  const own: Allowance = { usd: 0.5 + random() * 5 };
  const turnUsd = 0.01 + random() * 0.5;
  const slots = 1 + Math.floor(random() * 8);
  const all: TaskSession[] = [];
  const spentOf = new Map<TaskSession, number>();
  const live = () => all.filter(({ endedAt }) => endedAt === null);
  const total = () => [...spentOf.values()].reduce((sum, usd) => sum + usd, 0);
  for (let step = 0; step < 400; step++) {
    if (live().length < slots) {
      const granted = grant(own, [{ scope: 'run', cap: { usd: cap }, ...addUp(all) }]);
      if (granted.is === 'spent' && live().length === 0) break;
      if (granted.is === 'granted') all.push(session({ id: `${all.length}` as SessionId, allowance: granted.allowance }));
    }
    const one = live()[Math.floor(random() * live().length)];
    if (!one) continue;
    const isKilled = random() < 0.03;
    const usd = (spentOf.get(one) ?? 0) + (isKilled ? 0 : turnUsd * random());
    spentOf.set(one, usd);
    if (!isKilled && usd < (one.allowance?.usd ?? 0) && random() > 0.1) continue;
    one.endedAt = step;
    one.spending = isKilled ? { ...spending(0), models: {} } : spending(usd);
  }
  return { spent: total(), cap, over: turnUsd * slots };
}
