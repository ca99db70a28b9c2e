import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { dirtyStates, findLost, makeDirtyRepository } from '../support/dirty-states.ts';
import { faults, good, makeFaultyRepository } from '../support/faults.ts';
import { makeInfra } from '../support/infra.ts';
import { doubtsOf, service } from '../support/proven.ts';
import { valueOf } from '../support/value-of.ts';
import { waysToRemove } from '../support/ways-to-remove.ts';
import { wantedWorkspace } from '../support/workspace.ts';
import { tortureAllocators } from './allocators.ts';
import { tortureCommands } from './by-command.ts';
import { comparePortHash } from './port-hash.ts';
import type { Torture } from './torture.ts';

type Say = (line: string) => void;

// Below so many kills it is the short form: six good workspaces, and a seventh of the pairs of a state of work and a way to remove it.
const fullFrom = 20;

/**
 * Ports under kills, every fault before a model call, no alarm at good workspaces, every byte of every state of work, and
 * workspaces that are made, written to, given back and killed by command.
 */
export const workspaces: Torture = {
  name: 'workspaces',
  says: '200 allocators of ports are killed; workspaces are made faulty, dirty ones removed in every way, and 64 made at once',
  kills: 40,
  run: async ({ kills, say }) => {
    const isFull = kills >= fullFrom;
    const ports = await tortureAllocators({ allocators: isFull ? 200 : 40, processes: isFull ? 8 : 4, kills, say });
    const hash = await comparePortHash({ runs: isFull ? 1000 : 20, say });
    const caught = await tortureFaults(say);
    const falseAlarms = await tortureGood({ count: isFull ? 100 : 6, say });
    const work = await tortureWork({ isFull, say });
    const commands = await tortureCommands({ count: isFull ? 64 : 4, kills: isFull ? kills : 2, say });
    const figures = { ...ports, ...hash, faults: faults.length, caught, falseAlarms, ...work, ...commands };
    const ok =
      ports.duplicates === 0 &&
      ports.leaked === 0 &&
      hash.hashClashes > 0 &&
      hash.leaseClashes === 0 &&
      caught === faults.length &&
      falseAlarms === 0 &&
      work.restored === work.dirtyStates &&
      commands.created === (isFull ? 64 : 4) &&
      commands.stray + commands.sourceChanged + commands.left === 0;
    return { ok, figures };
  },
};

async function tortureFaults(say: Say): Promise<number> {
  let caught = 0;
  for (const { name, probe, plant } of faults) {
    const sample = makeFaultyRepository();
    const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
    const doubts = await doubtsOf(infra, sample, { config: plant(sample) });
    const isCaught = doubts.some((doubt) => probe.test(doubt.probe));
    if (isCaught) caught += 1;
    else say(`not caught: ${name}`);
    infra.dispose();
    sample.dispose();
  }
  return caught;
}

async function tortureGood({ count, say }: { count: number; say: Say }): Promise<number> {
  const sample = makeFaultyRepository();
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  let alarms = 0;
  for (let nth = 0; nth < count; nth++) {
    const doubts = await doubtsOf(infra, sample, {
      task: `good-${nth}`,
      config: { ...good(), ...(nth % 2 === 0 ? {} : { services: { web: service() } }) },
    });
    if (doubts.length > 0) say(`false alarm: ${JSON.stringify(doubts)}`);
    alarms += Math.min(doubts.length, 1);
  }
  infra.dispose();
  sample.dispose();
  return alarms;
}

async function tortureWork({ isFull, say }: { isFull: boolean; say: Say }): Promise<{ dirtyStates: number; restored: number }> {
  const all = dirtyStates.flatMap((state) => waysToRemove.map((way) => ({ state, way })));
  // Seven is prime to the number of ways, so that each of them is among those of the short form.
  const pairs = all.filter((_, at) => isFull || at % 7 === 0);
  let restored = 0;
  for (const { state, way } of pairs) {
    const sample = makeDirtyRepository();
    const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
    const { path, branch } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, source: sample.path })));
    const texts = state.make({ sample, path });
    await way.remove(infra, { repository: sample.repository, path, branch });
    const lost = findLost({ sample, path }, state, texts);
    if (lost.length === 0) restored += 1;
    else say(`lost from “${state.name}”, ${way.name}: ${JSON.stringify(lost)}`);
    infra.dispose();
    sample.dispose();
  }
  return { dirtyStates: pairs.length, restored };
}
