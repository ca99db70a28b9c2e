import { runSupervisor } from '../../mcp-server/domain/coordination/supervisor.ts';
import { readRunState, readTaskStates, record } from '../../mcp-server/domain/coordination/work/record.ts';
import { isEnded } from '../../mcp-server/domain/tasks/task-state.ts';
import type { Allowance, Commit, RunId } from '../../mcp-server/kernel/model.ts';
import { randomGraph } from '../support/graphs.ts';
import { makeInfra } from '../support/infra.ts';
import { modelGround } from '../support/model-run/model-ground.ts';
import { Conversations, playSession, type Part, type Truth } from '../support/model-run/play-session.ts';
import { VirtualClock } from '../support/model-run/virtual-clock.ts';
import { seeded } from '../support/random.ts';
import { submitted } from '../support/submitted.ts';
import type { Torture } from './torture.ts';

/** Runs whose sessions do what they like with money, each watched turn by turn against its cap. */
export const budgets: Torture = {
  name: 'budgets',
  says: 'runs with random caps and unlucky sessions, in simulated time: none spends more than its cap and a turn of each session that lives',
  kills: 60,
  unit: 'runs',
  run: async ({ kills: runs, say }) => {
    const total = { runs: 0, capped: 0, sessions: 0, overspend: 0, unended: 0, silent: 0 };
    let worstTurns = 0;
    for (let seed = 1; total.runs < runs; seed += 1) {
      const seen = await carryOut(seed, Math.min(runsAtOnce, runs - total.runs));
      for (const [name, value] of Object.entries(seen.figures)) total[name as keyof typeof total] += value;
      worstTurns = Math.max(worstTurns, seen.worstTurns);
      for (const line of seen.wrong) say(line);
    }
    const ok = total.overspend + total.unended + total.silent === 0 && total.capped > 0;
    return { ok, figures: { ...total, worstTurns: Math.round(worstTurns * 100) / 100 } };
  },
};

const runsAtOnce = 20;

/** What is known of one run while it is under way. */
interface Watched {
  cap: Allowance;
  turnUsd: number;
  truths: Truth[];
  /** The most that was ever spent above the cap, in turns of the sessions that lived then. */
  overTurns: number;
}

/** Carries some runs of one machine out together, and says what was wrong with any. */
async function carryOut(
  seed: number,
  runs: number,
): Promise<{ figures: Record<string, number>; worstTurns: number; wrong: string[] }> {
  const random = seeded(seed);
  const clock = new VirtualClock();
  const infra = { ...makeInfra(), clock };
  infra.store.db.pragma('synchronous = OFF');
  const watched = new Map<RunId, Watched>();
  const conversations = new Conversations();
  try {
    for (let nth = 0; nth < runs; nth += 1) {
      const turnUsd = 0.01 + random() * 0.1;
      const cap = randomCap(random, turnUsd);
      const graph = randomGraph(random, { size: 2 + Math.floor(random() * 5), most: 2, reach: 4 });
      if (random() < 0.3 && graph.tasks[0]) graph.tasks[0].budget = { usd: turnUsd * (5 + random() * 20) };
      const stages = { build: { budget: { usd: turnUsd * (3 + random() * 40) } } };
      const run = submitted(infra, graph, { slots: 1 + Math.floor(random() * 5), budget: cap, stages, lessons: false });
      record(infra, { kind: 'target-created', run, branch: 'b', commit: 'c'.repeat(40) as Commit });
      watched.set(run, { cap, turnUsd, truths: [], overTurns: 0 });
    }
    const ground = modelGround(infra.home, (_, launch, signal) => {
      const run = watched.get(launch.run as RunId);
      if (!run) throw new Error('A session of no run');
      const truth = { session: launch.session, usd: 0, tokens: 0, turns: 0, isLive: true };
      run.truths.push(truth);
      const part = randomPart(random, run.turnUsd);
      return playSession({ clock, conversations, truth }, { launch, part, signal, onTurn: () => watch(run) });
    });
    await runSupervisor(infra, { idleMs: 0, ground });
    const wrong: string[] = [];
    const figures = { runs, capped: 0, sessions: 0, overspend: 0, unended: 0, silent: 0 };
    for (const [run, { cap, truths, overTurns }] of watched) {
      const tasks = readTaskStates(infra.store, run);
      const isCapped = tasks.some(({ failure }) => failure?.reason === 'budget-spent');
      figures.sessions += truths.length;
      figures.capped += isCapped ? 1 : 0;
      const state = readRunState(infra.store, run);
      const hasEnded = state?.status === 'finished' && tasks.every(({ phase }) => isEnded(phase));
      // A task that did not land says why.
      const isSilent = tasks.some(({ phase, failure }) => phase !== 'done' && failure === null);
      if (overTurns > 1) figures.overspend += 1;
      if (!hasEnded) figures.unended += 1;
      if (isSilent) figures.silent += 1;
      if (overTurns > 1 || !hasEnded || isSilent)
        wrong.push(`seed ${seed}, run ${run}: ${overTurns.toFixed(2)} turns over ${JSON.stringify(cap)}, ${state?.status}`);
    }
    return { figures, worstTurns: Math.max(...[...watched.values()].map(({ overTurns }) => overTurns)), wrong };
  } finally {
    infra.dispose();
  }
}

/** Compares what was really spent by now with the cap, in turns of each session that lives. */
function watch(run: Watched): void {
  const live = Math.max(1, run.truths.filter(({ isLive }) => isLive).length);
  const sum = (of: (truth: Truth) => number) => run.truths.reduce((total, truth) => total + of(truth), 0);
  const over = [
    (sum(({ usd }) => usd) - (run.cap.usd ?? Infinity)) / run.turnUsd,
    (sum(({ tokens }) => tokens) - (run.cap.tokens ?? Infinity)) / 1_000,
    sum(({ turns }) => turns) - (run.cap.turns ?? Infinity),
  ];
  const turns = Math.max(...over) / live;
  run.overTurns = Math.max(run.overTurns, Math.round(turns * 1e6) / 1e6);
}

function randomCap(random: () => number, turnUsd: number): Allowance {
  const turns = 5 + Math.floor(random() * 120);
  const which = random();
  if (which < 0.6) return { usd: turns * turnUsd };
  if (which < 0.75) return { tokens: turns * 1_000 };
  if (which < 0.9) return { turns };
  return {};
}

const ends: [number, Part['end']][] = [
  [0.25, 'dies'],
  [0.26, 'overloaded'],
  [0.28, 'limit'],
  [0.31, 'broken'],
  [1, 'answers'],
];

function randomPart(random: () => number, turnUsd: number): Part {
  const luck = random();
  const end = ends.find(([below]) => luck < below)?.[1] ?? 'answers';
  const turns = random() < 0.1 ? 500 : 1 + Math.floor(random() * 12);
  return { turns, turnUsd, turnMs: 50 + random() * 200, end };
}
