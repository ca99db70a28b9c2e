import { lessonGate } from '../../mcp-server/domain/lessons/render-check.ts';
import { lessonsHere, statsHere } from '../../mcp-server/domain/coordination/lessons-here.ts';
import { findClaude } from '../../mcp-server/domain/sessions/agents/find-claude.ts';
import { scriptedAgent } from '../../mcp-server/domain/sessions/agents/scripted-agent.ts';
import type { Agent } from '../../mcp-server/kernel/event.ts';
import type { Config } from '../../mcp-server/kernel/config.ts';
import { mergedBranch } from '../../mcp-server/kernel/names.ts';
import { makeFleet, type Fleet } from '../support/fleet.ts';
import { seeded } from '../support/random.ts';
import { makeGraph } from '../support/submitted.ts';
import type { Bench } from './bench.ts';
import { playMeetings, seedMeetings, type Meeting, type Truth } from './lesson-families.ts';

// A whole task, with five or six sessions, on a machine that does other things too.
const patiencePerTaskMs = 180_000;

interface Arm {
  name: 'off' | 'on' | 'escalated';
  heeds: boolean;
  config: Partial<Config>;
}

const arms: Arm[] = [
  { name: 'off', heeds: true, config: { lessons: false } },
  { name: 'on', heeds: true, config: {} },
  { name: 'escalated', heeds: false, config: { lessonChecks: 'auto' } },
];

/** How often faults of eight families come back in tasks one after another: without lessons, with them, and with a builder that ignores prose. */
export const lessons: Bench = {
  name: 'lessons',
  says: 'recurrences of 8 families of faults in a sequence of tasks: layer off, on, and a builder that ignores rules',
  run: async ({ say, size = 40, agent: wanted }) => {
    const agent = await chooseAgent(wanted);
    const seed = Math.floor(Math.random() * 1e9);
    const families = Math.min(8, Math.max(1, Math.floor(size / 3)));
    say(
      `seed ${seed}, ${size} tasks, ${families} families, sessions of the ${agent.name === 'claude' ? `real claude ${agent.version}` : 'scripted agent'}`,
    );
    const meetings = seedMeetings(seeded(seed), { families, tasks: size });
    const figures = await playAll({ meetings, families, agent, say });
    const off = Math.max(1, figures['off'] ?? 0);
    return {
      cases: [
        { name: 'recurrences with the layer on, of those without', ratio: (figures['on'] ?? 0) / off, goal: 0.2 },
        {
          name: 'recurrences with a builder that ignores prose, of those without',
          ratio: (figures['escalated'] ?? 0) / off,
          goal: 0.5,
        },
      ],
      figures: {
        off: figures['off'],
        on: figures['on'],
        escalated: figures['escalated'],
        tasks: size,
        families,
        agent: agent.name,
        seed,
      },
    };
  },
};

async function chooseAgent(wanted: string | undefined): Promise<Agent> {
  if (wanted === 'scripted') return scriptedAgent();
  const found = await findClaude(process.env);
  return found.ok ? found.value : scriptedAgent();
}

/** Plays the arms side by side, each in a fleet of its own, and answers when the last one is over, since each has things to clean up. */
async function playAll(wanted: Parameters<typeof play>[1]): Promise<Record<string, number>> {
  const played = await Promise.allSettled(arms.map(async (arm) => [arm.name, await play(arm, wanted)] as const));
  return Object.fromEntries(
    played.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    }),
  );
}

/** Plays the whole sequence once and answers how often a fault came back although it had been seen, by the script's own truth. */
async function play(
  { name, heeds, config }: Arm,
  { meetings, families, agent, say }: { meetings: Meeting[]; families: number; agent: Agent; say(line: string): void },
): Promise<number> {
  const truth: Truth = { erred: new Set() };
  const fleet = await makeFleet({ decide: playMeetings(meetings, { heeds, truth }), agent });
  try {
    const graph = makeGraph(...meetings.map(({ key }, nth) => (nth === 0 ? key : `${key}: ${meetings[nth - 1]?.key}`)));
    const run = await fleet.submit(graph, { checks: ['test -d src'], slots: 1, ...config });
    const view = await fleet.finish(run, meetings.length * patiencePerTaskMs);
    const unmerged = view.tasks.filter(({ phase }) => phase !== 'done');
    if (unmerged.length > 0)
      throw new Error(
        `${name}: ${unmerged.map(({ key, phase, failure }) => `${key} ${phase} ${JSON.stringify(failure)}`).join(', ')}`,
      );
    const recurred = truth.erred.size - families;
    const reported = await reportOf(fleet, mergedBranch(run));
    say(
      `${name}: ${truth.erred.size} of ${meetings.length} tasks erred, ${recurred} of them again; the report says ${JSON.stringify(reported)}`,
    );
    const truly = config.lessons === false ? [0, 0] : [families, recurred];
    if (JSON.stringify(reported.times) !== JSON.stringify(truly))
      throw new Error(
        `${name}: before and since its lessons the report counts ${reported.times.join(' and ')} faults, the script ${truly.join(' and ')}`,
      );
    return recurred;
  } finally {
    await fleet.dispose();
  }
}

/** What the layer itself reports at the end, as `fanout lessons stats` says it. */
async function reportOf(
  { infra, sample }: Fleet,
  branch: string,
): Promise<{ lessons: number; checks: number; times: [number, number]; gate: string | null }> {
  const here = await lessonsHere({ from: sample.path, on: branch });
  if (!here.ok) throw new Error(`${branch} has no report: ${here.failure.reason}`);
  const { before, after, byForm } = await statsHere(infra, here.value);
  const checks = byForm['check'] ?? 0;
  return { lessons: here.value.book.size, checks, times: [before.times, after.times], gate: checks > 0 ? lessonGate : null };
}
