import { inspectChange } from '../../mcp-server/domain/verification/guard/inspect-change.ts';
import type { Objection } from '../../mcp-server/domain/verification/guard/objection.ts';
import { makeRepository } from '../support/repository.ts';
import { attacks, honest, type Attempted } from './gates/attacks.ts';
import { commitChange } from './gates/commit-change.ts';
import { runFloorAttacks } from './gates/floor-attacks.ts';
import { sampleFiles, sampleGates } from './gates/sample.ts';
import type { Torture } from './torture.ts';

/** Every way to cheat a gate that we know, each as a real commit; and honest changes, which must pass. */
export const gates: Torture = {
  name: 'gates',
  says: 'ways to talk a gate round, all of which must be refused',
  kills: 0,
  run: async ({ say }) => {
    const sample = makeRepository({ files: sampleFiles });
    try {
      const inspect = async (change: Attempted): Promise<Objection[]> => {
        const commit = commitChange(sample, change);
        const config = { protect: [], allow: [] };
        const found = await inspectChange({
          repository: sample.repository,
          base: sample.base,
          commit,
          gates: sampleGates,
          config,
        });
        if (!found.ok) throw new Error(found.failure.stderr);
        return found.value;
      };
      let refused = 0;
      for (const attack of attacks) {
        const objections = await inspect(attack);
        if (objections.length > 0) refused += 1;
        else say(`passed: ${attack.name}`);
      }
      let falseAlarms = 0;
      for (const change of honest) {
        const objections = await inspect(change);
        if (objections.length > 0) falseAlarms += 1;
        for (const { path, what } of objections) say(`held up: ${change.name}: ${path}: ${what}`);
      }
      const run = await runFloorAttacks(say);
      const figures = {
        attacks: attacks.length + run.attacks,
        refused: refused + run.refused,
        honest: honest.length + run.honest,
        falseAlarms: falseAlarms + run.falseAlarms,
      };
      return { ok: figures.attacks === figures.refused && figures.falseAlarms === 0, figures };
    } finally {
      sample.dispose();
    }
  },
};
