import { landBatch } from '../../../mcp-server/domain/merges/queue/land-batch.ts';
import { judgeGroup } from './judge-group.ts';
import { modelGround, type Log, type Mutant } from './model-ground.ts';
import { World, type ModelItem } from './world.ts';

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/**
 * One group of 1 to 8 branches, made from a seed: forked from older and newer commits, some conflicting, some red, some red
 * only together, some the same work said twice, while somebody else commits to the target. The answer is every breach.
 */
export async function runGroup(random: () => number, mutant: Mutant | null): Promise<string[]> {
  const size = 1 + Math.floor(random() * 8);
  const names = Array.from({ length: size }, (_, index) => `t${index}`);
  const bad = new Set(names.filter(() => random() < 0.12));
  const pairs = names.filter(() => random() < 0.1).map((name) => [name, pick(random, names)] as const);
  const unequal = pairs.filter(([one, other]) => one !== other);
  const start = new Map(['a', 'b', 'c', 'd'].map((path) => [path, '0']));
  const world = new World({ bad, pairs: unequal }, start);
  const foreign = new Set<string>();
  const commitForeign = () => {
    const tree = new Map(world.get(world.tip).tree).set(`foreign-${world.commits.size}`, '1');
    const id = world.commit(tree, [world.tip]);
    foreign.add(id);
    world.move(id);
  };
  const items = names.map((name): ModelItem => {
    if (random() < 0.3) commitForeign();
    const fork = pick(random, world.stoodAt);
    const edits = new Map([[name, name]]);
    // Shared files make conflicts, but not so many that nothing lands.
    if (random() < 0.35) edits.set(pick(random, ['a', 'b', 'c', 'd']), name);
    const reviewed = world.commit(new Map([...world.get(fork).tree, ...edits]), [fork]);
    return { name, reviewed, fork, edits };
  });
  const again = items.filter(() => random() < 0.05).map((item) => ({ ...item, name: `${item.name} again` }));
  const asked = [...items, ...again];
  const log: Log = { proven: new Set(), provenTrees: new Set(), putOff: new Set(again), wrong: [] };
  const ground = modelGround(world, { log, mutant, disturb: () => void (random() < 0.15 && commitForeign()) });
  const answers = await landBatch(ground, asked);
  return judgeGroup(world, { items: asked, answers, log, foreign });
}
