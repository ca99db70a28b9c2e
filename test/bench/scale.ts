import { readdirSync } from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';
import { runFacts } from '../../mcp-server/api/tools/run-facts.ts';
import { statusText } from '../../mcp-server/api/cli/say/status.ts';
import { runSupervisor } from '../../mcp-server/domain/coordination/supervisor.ts';
import { readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { rebuildProjections, record } from '../../mcp-server/domain/coordination/work/record.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { lastSeq } from '../../mcp-server/infra/store/journal.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import type { Commit, RunId } from '../../mcp-server/kernel/model.ts';
import { randomGraph } from '../support/graphs.ts';
import { makeInfra } from '../support/infra.ts';
import { modelGround } from '../support/model-run/model-ground.ts';
import { Conversations, playSession } from '../support/model-run/play-session.ts';
import { VirtualClock } from '../support/model-run/virtual-clock.ts';
import { seeded } from '../support/random.ts';
import { submitted } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';
import type { Bench } from './bench.ts';
import { median } from './median.ts';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

interface Mark {
  heapBytes: number;
  handles: number;
}

/** One run of very many tasks: real journal, scheduler, limits and budgets; stages and sessions are a model of themselves. */
export const scale: Bench = {
  name: 'scale',
  says: 'one run of 1,000 tasks: memory and handles at its end against its first tenth, replay, status',
  run: async ({ size = 1_000, say }) => {
    const clock = new VirtualClock();
    const infra = { ...makeInfra(), clock };
    // What is measured is our work, and not the disk's.
    infra.store.db.pragma('synchronous = OFF');
    try {
      const graph = randomGraph(seeded(1), { size, most: 3, reach: 200 });
      for (const task of graph.tasks) task.spec = 'What the task must achieve, in a paragraph. '.repeat(20);
      const run = submitted(infra, graph, { slots: 8, lessons: false });
      record(infra, { kind: 'target-created', run, branch: 'b', commit: 'c'.repeat(40) as Commit });
      const marks = await carryOut(infra, { clock, size, say });
      const [first, last] = [marks[0], marks.at(-1)];
      if (!first || !last) throw new Error('Too few tasks to see anything grow');
      const replayMs = measured(() => rebuildProjections(infra.store));
      const statusMs = answerStatus(infra, run);
      const figures = { tasks: size, events: lastSeq(infra.store, run), replayMs, statusMs, heapMb: last.heapBytes / 1e6 };
      const cases = [
        { name: 'heap at the end, of that after a tenth', ratio: last.heapBytes / first.heapBytes, goal: 1.5 },
        { name: 'open handles at the end, of those after a tenth', ratio: last.handles / first.handles, goal: 1.5 },
        { name: 'replay of the journal, of 2 s', ratio: replayMs / 2_000, goal: 1 },
        { name: 'an answer to status, of 100 ms', ratio: statusMs / 100, goal: 1 },
      ];
      for (const { name, ratio, goal } of cases) say(`${name}: ${ratio.toFixed(2)}; goal ${goal}`);
      return { cases, figures: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value)])) };
    } finally {
      infra.dispose();
    }
  },
};

/** Carries the run to its end, and looks at the process after each tenth. */
async function carryOut(
  infra: Infra,
  { clock, size, say }: { clock: VirtualClock; size: number; say: (line: string) => void },
): Promise<Mark[]> {
  const marks: Mark[] = [];
  const conversations = new Conversations();
  let reviews = 0;
  const ground = modelGround(infra.home, (_, launch, signal) => {
    if (launch.stage === 'review' && ++reviews % Math.ceil(size / 10) === 0) {
      collect();
      marks.push({ heapBytes: process.memoryUsage().heapUsed, handles: readdirSync('/proc/self/fd').length });
      say(`${reviews} reviews, ${Math.round((marks.at(-1)?.heapBytes ?? 0) / 1e6)} MB, ${marks.at(-1)?.handles} handles`);
    }
    const truth = { session: launch.session, usd: 0, tokens: 0, turns: 0, isLive: true };
    const part = { turns: 3, turnUsd: 0.01, turnMs: 200, end: 'answers' as const };
    return playSession({ clock, conversations, truth }, { launch, part, signal, onTurn: () => undefined });
  });
  await runSupervisor(infra, { idleMs: 0, ground });
  return marks;
}

/** How long a process that never looked at the run takes to say where it stands, to a person and to an agent. */
function answerStatus({ store, clock }: Infra, run: RunId): number {
  const times = Array.from({ length: 5 }, () => {
    const fresh = valueOf(openStore(store.path));
    try {
      return measured(() => {
        const view = valueOf(readRun({ store: fresh }, { run }));
        runFacts(view);
        statusText(view, { work: new Map(), now: clock.now(), columns: 100, paint: (_, text) => text });
      });
    } finally {
      fresh.close();
    }
  });
  return median(times);
}

function measured(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
