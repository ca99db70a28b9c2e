import type { SimulatedMode } from '../../mcp-server/domain/sessions/agents/simulated-agent.ts';
import { makeGraph } from '../support/submitted.ts';
import { simulateRun } from '../support/simulate.ts';
import { expectations } from './modes/expectations.ts';
import { judgeMode, type Seen } from './modes/judge-mode.ts';
import type { Torture } from './torture.ts';

/** Sessions that misbehave in every way that is known: each is given its right class and the right thing is done about it. */
export const modes: Torture = {
  name: 'modes',
  says: 'sessions that misbehave in every known way, each once',
  kills: 0,
  run: async ({ say }) => {
    const all = Object.keys(expectations) as SimulatedMode[];
    const together = all.filter((mode) => !expectations[mode].alone);
    const groups = [together, ...all.filter((mode) => expectations[mode].alone).map((mode) => [mode])];
    const seen: Seen[] = [];
    let left = 0;
    for (const group of groups) {
      const result = await tryModes(group);
      seen.push(...result.seen);
      left += result.left;
      for (const { mode, wrong } of result.seen) say(`${mode.padEnd(26)}${wrong.length === 0 ? 'right' : wrong.join('; ')}`);
    }
    const right = seen.filter(({ wrong }) => wrong.length === 0).length;
    const falseSuccess = seen.filter(({ isFalse }) => isFalse).length;
    const overspend = seen.filter(({ overspentUsd }) => overspentUsd > 0).length;
    const ok = right === seen.length && falseSuccess + overspend + left === 0;
    return { ok, figures: { modes: seen.length, right, falseSuccess, overspend, left } };
  },
};

/** Tries some modes in one run, each in a task of its own whose first session of the stage behaves so. */
function tryModes(group: SimulatedMode[]): Promise<{ seen: Seen[]; left: number }> {
  const rules = group.map((mode) => ({ task: mode, stage: expectations[mode].stage, nth: 1, mode }));
  const config = { slots: 6, idleMinutes: 0.05, stages: { build: { budget: { usd: 0.5 } } } };
  return simulateRun({ graph: makeGraph(...group), config, scenario: { rules, turnMs: 5 } }, (run) => ({
    seen: group.map((mode) => judgeMode(run, { mode, wanted: expectations[mode] })),
    left: run.left,
  }));
}
