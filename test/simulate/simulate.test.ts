import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { resumeRun } from '../../mcp-server/domain/coordination/steer-run.ts';
import { readAccount } from '../../mcp-server/domain/coordination/work/limiter.ts';
import { readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { simulatedModes } from '../../mcp-server/domain/sessions/agents/simulated-agent.ts';
import { makeGraph } from '../support/submitted.ts';
import { simulateRun, type SimulatedRun } from '../support/simulate.ts';
import { valueOf } from '../support/value-of.ts';

const kinds = ({ events }: SimulatedRun, task: string) => events.flatMap((event) => (event.task === task ? [event.kind] : []));

test('there are more than thirty ways to misbehave', () => {
  expect(new Set(simulatedModes).size).toBeGreaterThanOrEqual(31);
});

test('a session that died is tried again in its own conversation, told why; its commits stay, and no lock of its git', async () => {
  const rules = [
    { stage: 'build', nth: 1, mode: 'commits-then-dies' as const },
    { stage: 'build', nth: 2, mode: 'dies-with-index-lock' as const },
  ];
  await simulateRun({ graph: makeGraph('a'), scenario: { rules } }, (run) => {
    expect(existsSync(join(run.sample.repository.commonDir, 'packed-refs.lock'))).toBe(false);
    const builds = run.events.flatMap((event) => (event.kind === 'session-launching' && event.stage === 'build' ? [event] : []));
    expect(builds.map(({ resumes }) => resumes)).toEqual([null, builds[0]?.session, builds[1]?.session]);
    expect(run.view.tasks[0]?.phase).toBe('done');
    expect(run.sample.git(['log', '--format=%s', run.view.mergedBranch])).toContain('feat: half of a');
    expect(run.left).toBe(0);
  });
});

test('a usage limit parks every task until the time that it names; they wake by themselves and go on in their conversations', async () => {
  const rules = [{ task: 'a', stage: 'build', nth: 1, mode: 'limit-in-seconds' as const }];
  await simulateRun({ graph: makeGraph('a', 'b: a', 'c'), scenario: { rules } }, (run) => {
    const parked = run.events.flatMap((event) => (event.kind === 'task-parked' ? [event] : []));
    expect(parked.length).toBeGreaterThan(0);
    for (const event of parked) {
      expect(event.failure.reason).toBe('agent-rate-limited');
      const woken = run.events.find(({ kind, task, seq }) => kind === 'task-woken' && task === event.task && seq > event.seq);
      expect(woken?.at).toBeGreaterThanOrEqual(event.until);
    }
    expect(run.view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done', 'done']);
    const [first, second] = run.events.flatMap((event) =>
      event.kind === 'session-launching' && event.task === 'a' && event.stage === 'build' ? [event] : [],
    );
    expect(second?.resumes).toBe(first?.session);
  });
});

test('a login that ran out pauses the run and says so; resumed, it goes on', { timeout: 120_000 }, async () => {
  const rules = [1, 2].map((nth) => ({ task: 'a', stage: 'build', nth, mode: 'unauthorised' as const }));
  const during = async (infra: SimulatedRun['infra'], run: SimulatedRun['view']['run']) => {
    const paused = await until(
      () => {
        const view = readRun(infra, { run });
        return view.ok && view.value.status === 'paused' ? view.value : null;
      },
      { patienceMs: 60_000, what: 'the run to be paused' },
    );
    expect(paused.tasks[0]?.failure?.reason).toBe('agent-not-logged-in');
    valueOf(resumeRun(infra, { run }));
  };
  await simulateRun({ graph: makeGraph('a'), scenario: { rules }, during }, (run) => {
    expect(run.view.tasks[0]?.phase).toBe('done');
    expect(kinds(run, 'a').filter((kind) => kind === 'task-parked')).toHaveLength(2);
  });
});

test('a run stops starting work at its cap, says so, and spends no more than a turn of each session above it', async () => {
  const scenario = { turnUsd: 0.1 };
  const graph = makeGraph('a', 'b', 'c', 'd', 'e', 'f');
  await simulateRun({ graph, config: { budget: { usd: 1 }, slots: 2 }, scenario }, ({ view, sample }) => {
    const done = view.tasks.filter(({ phase }) => phase === 'done');
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(6);
    const stopped = view.tasks.filter(({ phase }) => phase !== 'done');
    expect(new Set(stopped.map(({ failure }) => failure?.reason))).toEqual(new Set(['budget-spent']));
    expect(view.usd).toBeLessThanOrEqual(1 + 2 * 0.1 + 1e-9);
    expect(sample.git(['rev-list', '--count', '--merges', view.mergedBranch])).toBe(String(done.length));
  });
});

test('an account that refuses carries fewer sessions at once, and the next supervisor knows it', async () => {
  const rules = ['a', 'b', 'c'].map((task) => ({ task, stage: 'plan', nth: 1, mode: 'overloaded' as const }));
  await simulateRun({ graph: makeGraph('a', 'b', 'c'), scenario: { rules } }, ({ view, infra }) => {
    expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done', 'done']);
    expect(readAccount(infra, 'scripted').most).toBeLessThan(64);
  });
});
