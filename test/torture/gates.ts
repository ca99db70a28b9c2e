import pLimit from 'p-limit';
import { inspectChange } from '../../mcp-server/domain/verification/guard/inspect-change.ts';
import type { Objection } from '../../mcp-server/domain/verification/guard/objection.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { attacks, honest, type Attempted } from './gates/attacks.ts';
import { commitChanges } from './gates/commit-change.ts';
import { runFloorAttacks } from './gates/floor-attacks.ts';
import { reachedAttacks, reachedFiles, reachedHonest, type Judged } from './gates/reached.ts';
import { sampleFiles, sampleGates } from './gates/sample.ts';
import type { Torture } from './torture.ts';

/** Every way to cheat a gate that we know, each as a real commit; and honest changes, which must pass. */
export const gates: Torture = {
  name: 'gates',
  says: 'ways to talk a gate round, all of which must be refused',
  kills: 0,
  run: async ({ say }) => {
    let refused = 0;
    let falseAlarms = 0;
    const samples = [
      { files: sampleFiles, attacks: attacks.map(withGates), honest: honest.map(withGates) },
      { files: reachedFiles, attacks: reachedAttacks, honest: reachedHonest },
    ];
    for (const { files, ...changes } of samples) {
      const sample = makeRepository({ files });
      try {
        for (const { name, objections } of await inspect(sample, changes.attacks)) {
          if (objections.length > 0) refused += 1;
          else say(`passed: ${name}`);
        }
        for (const { name, objections } of await inspect(sample, changes.honest)) {
          if (objections.length > 0) falseAlarms += 1;
          for (const { path, what } of objections) say(`held up: ${name}: ${path}: ${what}`);
        }
      } finally {
        sample.dispose();
      }
    }
    const run = await runFloorAttacks(say);
    const figures = {
      attacks: attacks.length + reachedAttacks.length + run.attacks,
      refused: refused + run.refused,
      honest: honest.length + reachedHonest.length + run.honest,
      falseAlarms: falseAlarms + run.falseAlarms,
    };
    return { ok: figures.attacks === figures.refused && figures.falseAlarms === 0, figures };
  },
};

// Most of an inspection is waiting for git.
const atOnce = 6;

const withGates = (change: Attempted): Judged => ({ ...change, gates: sampleGates });

async function inspect(sample: TestRepository, changes: Judged[]): Promise<{ name: string; objections: Objection[] }[]> {
  const { repository, base } = sample;
  const commits = commitChanges(sample, changes);
  const inspectOne = async ({ name, gates }: Judged, at: number) => {
    const commit = commits[at] ?? base;
    const found = await inspectChange({ repository, base, commit, gates, config: { protect: [], allow: [] } });
    if (!found.ok) throw new Error(found.failure.stderr);
    return { name, objections: found.value };
  };
  const limit = pLimit(atOnce);
  return Promise.all(changes.map((change, at) => limit(inspectOne, change, at)));
}
