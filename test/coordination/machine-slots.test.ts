import { expect, test } from 'vitest';
import { runSupervisor } from '../../mcp-server/domain/coordination/supervisor.ts';
import { readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import type { Commit, RunId } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { modelGround } from '../support/model-run/model-ground.ts';
import { Conversations, playSession } from '../support/model-run/play-session.ts';
import { VirtualClock } from '../support/model-run/virtual-clock.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';

test('runs side by side have no more tasks at work together than the machine may, and none waits for the end of the other', async () => {
  const clock = new VirtualClock();
  const infra = { ...makeInfra(), clock };
  try {
    const config = { slots: 4, machineSlots: 5, lessons: false };
    const keys = Array.from({ length: 12 }, (_, nth) => `t${nth}a`);
    const runs = [1, 2].map(() => submitted(infra, makeGraph(...keys), config));
    for (const run of runs) record(infra, { kind: 'target-created', run, branch: 'b', commit: 'c'.repeat(40) as Commit });
    const live = new Map<string, RunId | null>();
    const most = { together: 0, beside: 0 };
    const conversations = new Conversations();
    const ground = modelGround(infra.home, async (_, launch, signal) => {
      live.set(launch.session, launch.run);
      const truth = { session: launch.session, usd: 0, tokens: 0, turns: 0, isLive: true };
      const part = { turns: 2, turnUsd: 0.1, turnMs: 200, end: 'answers' as const };
      const onTurn = () => {
        most.together = Math.max(most.together, live.size);
        if (new Set(live.values()).size === 2) most.beside += 1;
      };
      const outcome = await playSession({ clock, conversations, truth }, { launch, part, signal, onTurn });
      live.delete(launch.session);
      return outcome;
    });
    await runSupervisor(infra, { idleMs: 0, ground });
    for (const run of runs) expect(valueOf(readRun(infra, { run })).tasks.every(({ phase }) => phase === 'done')).toBe(true);
    expect(most.together).toBe(5);
    expect(most.beside).toBeGreaterThan(60);
  } finally {
    infra.dispose();
  }
});
