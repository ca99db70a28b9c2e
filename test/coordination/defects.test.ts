import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancelTask } from '../../mcp-server/domain/coordination/steer-run.ts';
import { runSupervisor } from '../../mcp-server/domain/coordination/supervisor.ts';
import type { Ground } from '../../mcp-server/domain/coordination/work/attempt.ts';
import { readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { rebuildProjections, record } from '../../mcp-server/domain/coordination/work/record.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { noSpending } from '../../mcp-server/domain/sessions/outcome.ts';
import type { Commit, RunId } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { modelGround } from '../support/model-run/model-ground.ts';
import { Conversations, playSession } from '../support/model-run/play-session.ts';
import { VirtualClock } from '../support/model-run/virtual-clock.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';

let infra: Infra & { dispose(): void };
beforeEach(() => {
  infra = { ...makeInfra(), clock: new VirtualClock() };
});
afterEach(() => infra.dispose());

const submit = (...tasks: string[]): RunId => {
  const run = submitted(infra, makeGraph(...tasks), { lessons: false });
  record(infra, { kind: 'target-created', run, branch: 'b', commit: 'c'.repeat(40) as Commit });
  return run;
};

const phases = (run: RunId) => valueOf(readRun(infra, { run })).tasks.map(({ phase }) => phase);
const hasFinished = (run: RunId): boolean => valueOf(readRun(infra, { run })).status === 'finished';

/** A ground whose sessions all work; `onTurn` sees each of their turns. */
function ground(onTurn: (run: RunId | null) => void = () => undefined): Ground {
  const conversations = new Conversations();
  return modelGround(infra.home, (_, launch, signal) => {
    const truth = { session: launch.session, usd: 0, tokens: 0, turns: 0, isLive: true };
    const part = { turns: 3, turnUsd: 0.01, turnMs: 200, end: 'answers' as const };
    const on = { clock: infra.clock, conversations, truth };
    return playSession(on, { launch, part, signal, onTurn: () => onTurn(launch.run) });
  });
}

test('a run that cannot be read rests, the others go on to their end, and so does it once it is mended', async () => {
  const [broken, sound] = [submit('a'), submit('b', 'c: b')];
  infra.store.db.prepare(`UPDATE task SET state = '{' WHERE run = ?`).run(broken);
  let looked = 0;
  const clock = {
    ...{ now: () => infra.clock.now(), elapsed: () => infra.clock.elapsed() },
    sleep: (ms: number, signal?: AbortSignal) => {
      // Many looks later than it would take for a supervisor to give itself up.
      if (hasFinished(sound) && (looked += 1) === 200) rebuildProjections(infra.store);
      return infra.clock.sleep(ms, signal);
    },
  };
  expect(await runSupervisor({ ...infra, clock }, { idleMs: 0, ground: ground() })).toBe(true);
  expect(phases(sound)).toEqual(['done', 'done']);
  expect(phases(broken)).toEqual(['done']);
});

test('a defect while a task is stopped rests its run, which tries again, and the others go on', async () => {
  const [stopped, sound] = [submit('a', 'b'), submit('c', 'd: c')];
  let defects = 0;
  const on = ground((run) => run === stopped && valueOf(cancelTask(infra, { run, task: 'a' })));
  const stopSession: Ground['stopSession'] = (_, { session }) => {
    const outcome = { session, spending: noSpending, failure: null, text: '', structured: null, denials: [], lastText: '' };
    if (hasFinished(sound)) return Promise.resolve(outcome);
    defects += 1;
    return Promise.reject(new Error('a defect'));
  };
  await runSupervisor(infra, { idleMs: 0, ground: { ...on, stopSession } });
  expect(defects).toBeGreaterThan(0);
  expect(phases(sound)).toEqual(['done', 'done']);
  expect(phases(stopped)).toEqual(['cancelled', 'done']);
});
