import { seeded } from '../support/random.ts';
import { mutants } from './queue/model-ground.ts';
import { runGroup } from './queue/run-group.ts';
import type { Torture } from './torture.ts';

// A fault shows in the first groups that can show it; these many give each the chance.
const groupsPerMutant = 400;

/** The merge queue on a model of git: nothing reverted, tested tree = landed tree, target always green; seeded faults are seen. */
export const queue: Torture = {
  name: 'queue',
  says: 'the merge queue on random groups of branches, and with seeded faults',
  kills: 1000,
  unit: 'groups',
  run: async ({ kills: groups, say }) => {
    let violations = 0;
    for (let group = 1; group <= groups; group += 1) {
      const breaches = await runGroup(seeded(group), null);
      violations += breaches.length;
      for (const breach of breaches.slice(0, 3)) say(`group ${group}: ${breach}`);
    }
    let mutantsKilled = 0;
    for (const mutant of mutants) {
      const seen = await firstBreach(async (group) => runGroup(seeded(group), mutant));
      if (seen) mutantsKilled += 1;
      say(seen ? `${mutant}: seen in group ${seen.group}: ${seen.breach}` : `${mutant}: not seen`);
    }
    const figures = { groups, violations, mutants: mutants.length, mutantsKilled };
    return { ok: violations === 0 && mutantsKilled === mutants.length, figures };
  },
};

async function firstBreach(run: (group: number) => Promise<string[]>): Promise<{ group: number; breach: string } | null> {
  for (let group = 1; group <= groupsPerMutant; group += 1) {
    const [breach] = await run(group);
    if (breach !== undefined) return { group, breach };
  }
  return null;
}
