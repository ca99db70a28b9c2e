import type { Ground, Link, Made, Refusal } from './ground.ts';

/** What came of each item: its merge, or why it did not land. */
export type Answers<Item, Merge, Stop> = Map<Item, Merge | Refusal<Stop>>;

// Each loss means that somebody else landed something, so the target moves on; this many in a row is somebody's loop.
const mostLosses = 20;

/**
 * Lands a batch on one target:
 *
 * ```
 *  tip ─▶ merge a ─▶ merge b ─▶ merge c     made in the object database, each on the one before
 *                                  │
 *                               gates run once, on the last tree
 *          green: the target moves from tip to c, if it still stands at tip; else all is made and proven anew
 *          red:   a | b c  are tried one after the other; what is red alone goes back, the rest lands
 * ```
 *
 * What conflicts with the tip is refused. What conflicts with another item of the batch is tried again after that one.
 */
export async function landBatch<Item, Merge extends Made, Stop>(
  ground: Ground<Item, Merge, Stop>,
  items: readonly Item[],
): Promise<Answers<Item, Merge, Stop>> {
  const answers: Answers<Item, Merge, Stop> = new Map();
  const groups: Item[][] = [[...items]];
  let losses = 0;
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const round = await tryGroup(ground, group, { answers, mayRetry: losses < mostLosses });
    if (round.moved) losses += 1;
    else if (round.landed) losses = 0;
    groups.unshift(...round.again.filter((one) => one.length > 0));
  }
  return answers;
}

interface Round<Item> {
  /** Groups to try next, in this order. */
  again: Item[][];
  moved?: boolean;
  landed?: boolean;
}

async function tryGroup<Item, Merge extends Made, Stop>(
  ground: Ground<Item, Merge, Stop>,
  group: readonly Item[],
  { answers, mayRetry }: { answers: Answers<Item, Merge, Stop>; mayRetry: boolean },
): Promise<Round<Item>> {
  const tip = await ground.readTip();
  if (typeof tip !== 'string') {
    for (const item of group) answers.set(item, tip);
    return { again: [] };
  }
  const { chain, later } = await buildChain(ground, group, { tip, answers });
  if (chain.length === 0) return { again: [later] };
  const inChain = chain.map(({ item }) => item);
  const proof = await ground.prove(chain);
  if (proof.verdict === 'red') {
    const gone = inChain.filter((item) => ground.isGone(item) !== null);
    // Somebody stopped waiting, which ended the gates: the others are proven without it.
    if (gone.length > 0) return { again: [inChain, later] };
    if (inChain.length > 1) return { again: [...halves(inChain), later] };
    answers.set(inChain[0] as Item, proof.red);
    return { again: [later] };
  }
  const unsound = await ground.verify(chain);
  if (unsound) {
    answers.set(unsound.link.item, unsound.refusal);
    return { again: [inChain.filter((item) => item !== unsound.link.item), later] };
  }
  if (inChain.some((item) => ground.isGone(item) !== null)) return { again: [inChain, later] };
  const landed = await ground.land(chain, tip);
  if (landed === 'moved' && mayRetry) return { again: [inChain, later], moved: true };
  if (landed === 'landed') {
    for (const { item, merge } of chain) answers.set(item, merge);
    return { again: [later], landed: true };
  }
  const refusal = landed === 'moved' ? await ground.readTip() : landed;
  for (const item of inChain) answers.set(item, typeof refusal === 'string' ? ground.lost(tip, refusal) : refusal);
  return { again: [later] };
}

/** Merges each item onto the one before. What has landed, is gone or conflicts with the tip is answered at once. */
async function buildChain<Item, Merge extends Made, Stop>(
  ground: Ground<Item, Merge, Stop>,
  group: readonly Item[],
  { tip, answers }: { tip: string; answers: Answers<Item, Merge, Stop> },
): Promise<{ chain: Link<Item, Merge>[]; later: Item[] }> {
  const chain: Link<Item, Merge>[] = [];
  const later: Item[] = [];
  for (const item of group) {
    const onto = chain.at(-1)?.merge.commit ?? tip;
    const known = ground.isGone(item) ?? (await ground.findLanded(item, onto));
    if (known) {
      // The same work said twice: its merge is in this very chain, which has not landed yet.
      if ('commit' in known && chain.some((link) => link.merge.commit === known.commit)) later.push(item);
      else answers.set(item, known);
      continue;
    }
    const merge = await ground.build(item, onto);
    if (!('stop' in merge)) chain.push({ item, merge });
    else if (merge.isConflict && chain.length > 0) later.push(item);
    else answers.set(item, { stop: merge.stop });
  }
  return { chain, later };
}

function halves<Item>(items: readonly Item[]): [Item[], Item[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
