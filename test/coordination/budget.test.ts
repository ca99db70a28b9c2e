import { expect, test } from 'vitest';
import { allowMore } from '../../mcp-server/domain/coordination/steer-run.ts';
import { runSupervisor } from '../../mcp-server/domain/coordination/supervisor.ts';
import { readEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { modelGround } from '../support/model-run/model-ground.ts';
import { Conversations, playSession } from '../support/model-run/play-session.ts';
import { VirtualClock } from '../support/model-run/virtual-clock.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';

test('a run at its cap says where its money went; allowed more, its tasks go on where they were', async () => {
  const clock = new VirtualClock();
  const infra = { ...makeInfra(), clock };
  try {
    // a, b → c
    const graph = makeGraph('a', 'b', 'c: a b');
    const run = submitted(infra, graph, { slots: 1, budget: { usd: 0.5 }, lessons: false });
    record(infra, { kind: 'target-created', run, branch: 'b', commit: 'c'.repeat(40) as Commit });
    const conversations = new Conversations();
    const ground = modelGround(infra.home, (_, launch, signal) => {
      const truth = { session: launch.session, usd: 0, tokens: 0, turns: 0, isLive: true };
      const part = { turns: 2, turnUsd: 0.1, turnMs: 100, end: 'answers' as const };
      return playSession({ clock, conversations, truth }, { launch, part, signal, onTurn: () => undefined });
    });
    await runSupervisor(infra, { idleMs: 0, ground });
    const capped = valueOf(readRun(infra, { run }));
    expect(capped).toMatchObject({ status: 'finished', usd: expect.closeTo(0.5), budget: { usd: 0.5 } });
    expect(capped.costs.stages).toEqual({ plan: expect.closeTo(0.2), build: expect.closeTo(0.2), review: expect.closeTo(0.1) });
    expect(capped.costs.models).toEqual({ model: expect.closeTo(0.5) });
    expect(capped.tasks.map(({ phase, failure }) => [phase, failure?.reason])).toEqual([
      ['blocked', 'budget-spent'],
      ['blocked', 'budget-spent'],
      ['blocked', 'dependency-failed'],
    ]);

    expect(valueOf(allowMore(infra, { run, budget: { usd: 5 } }))).toEqual(['a', 'b']);
    await runSupervisor(infra, { idleMs: 0, ground });
    const done = valueOf(readRun(infra, { run }));
    expect(done.tasks.map(({ phase, attempt }) => [phase, attempt])).toEqual([
      ['done', 1],
      ['done', 1],
      ['done', 1],
    ]);
    const builds = readEvents(infra, { run, after: 0 }).filter(
      (event) => event.kind === 'session-launching' && event.task === 'a' && event.stage === 'build',
    );
    expect(builds).toHaveLength(1);
  } finally {
    infra.dispose();
  }
});
