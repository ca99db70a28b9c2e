import type { Ground, Made } from '../../../mcp-server/domain/merges/queue/ground.ts';
import { sayTree, type ModelItem, type World } from './world.ts';

/** The faults that a merge queue has had, each seeded into the ground on which ours runs. */
export const mutants = [
  'wrong base',
  'dropped parent',
  'no compare-and-swap',
  'stale tree',
  'reordered',
  'squash of two',
] as const;

export type Mutant = (typeof mutants)[number];

/** Why a model item did not land. */
export type ModelStop = 'conflict' | 'red' | 'unsound' | 'lost' | 'gone';

/** What happened on a model ground, for the judge. */
export interface Log {
  proven: Set<string>;
  provenTrees: Set<string>;
  /** Items that conflicted with another one of their batch, and so were put off. */
  putOff: Set<ModelItem>;
  /** Refusals that were wrong when they were made. */
  wrong: string[];
}

export type ModelGround = Ground<ModelItem, Made, ModelStop>;

/** A ground of the model. `disturb` may move the ref under the queue's hands. */
export function modelGround(
  world: World,
  { log, disturb, mutant }: { log: Log; disturb: () => void; mutant: Mutant | null },
): ModelGround {
  const first = new Map<ModelItem, ReadonlyMap<string, string>>();
  const made = (tree: ReadonlyMap<string, string>, onto: string, reviewed: string): Made => {
    const parents = mutant === 'dropped parent' ? [onto] : [onto, reviewed];
    return { commit: world.commit(tree, parents), onto, tree: sayTree(tree) };
  };
  return {
    readTip: async () => world.tip,
    isGone: () => null,
    findLanded: async ({ reviewed }, tip) => {
      const found = world.firstParents(tip).find(({ parents }) => parents[1] === reviewed);
      return found ? { commit: found.id, onto: found.parents[0] ?? '', tree: sayTree(found.tree) } : null;
    },
    build: async (item, onto) => {
      const base = mutant === 'wrong base' ? onto : undefined;
      const tree = world.merge(onto, item.reviewed, base);
      if (!tree) {
        if (onto === world.tip) return { stop: 'conflict', isConflict: true };
        log.putOff.add(item);
        return { stop: 'conflict', isConflict: true };
      }
      const kept = first.get(item) ?? tree;
      first.set(item, kept);
      return made(mutant === 'stale tree' ? kept : tree, onto, item.reviewed);
    },
    prove: async (chain) => {
      const last = chain.at(-1)?.merge.commit ?? '';
      const { tree } = world.get(last);
      disturb();
      if (!world.isGreen(tree)) {
        const [link] = chain;
        const alone = link && world.merge(link.merge.onto, link.item.reviewed);
        if (chain.length === 1 && alone && world.isGreen(alone)) log.wrong.push(`${link.item.name} was called red`);
        return { verdict: 'red', red: { stop: 'red' } };
      }
      log.proven.add(last);
      log.provenTrees.add(sayTree(tree));
      return { verdict: 'green' };
    },
    verify: async (chain) => {
      for (const link of chain) {
        const { merge, item } = link;
        const { parents, tree } = world.get(merge.commit);
        const onto = world.get(merge.onto).tree;
        const stray = [...new Set([...onto.keys(), ...tree.keys()])].some(
          (path) => onto.get(path) !== tree.get(path) && !item.edits.has(path),
        );
        if (stray || parents.join(' ') !== `${merge.onto} ${item.reviewed}`) return { link, refusal: { stop: 'unsound' } };
      }
      return null;
    },
    land: async (chain, from) => {
      if (world.tip !== from && mutant !== 'no compare-and-swap') return 'moved';
      world.move(
        landing(
          chain.map(({ item, merge }) => ({ item, commit: merge.commit })),
          from,
        ),
      );
      return 'landed';
    },
    lost: () => ({ stop: 'lost' }),
  };

  function landing(chain: { item: ModelItem; commit: string }[], from: string): string {
    const last = chain.at(-1)?.commit ?? '';
    if (mutant === 'reordered' && chain.length > 1) {
      return chain
        .toReversed()
        .reduce((onto, { item }) => world.commit(world.merge(onto, item.reviewed) ?? new Map(), [onto, item.reviewed]), from);
    }
    if (mutant === 'squash of two' && chain.length > 1)
      return world.commit(world.get(last).tree, [from, chain.at(-1)?.item.reviewed ?? '']);
    return last;
  }
}
