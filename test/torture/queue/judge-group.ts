import type { Answers } from '../../../mcp-server/domain/merges/queue/land-batch.ts';
import type { Made } from '../../../mcp-server/domain/merges/queue/ground.ts';
import type { Log, ModelStop } from './model-ground.ts';
import { sayTree, type ModelItem, type World } from './world.ts';

/** What a group must hold when the queue is through with it, whatever happened meanwhile; each breach in words. */
export function judgeGroup(
  world: World,
  {
    items,
    answers,
    log,
    foreign,
  }: { items: readonly ModelItem[]; answers: Answers<ModelItem, Made, ModelStop>; log: Log; foreign: ReadonlySet<string> },
): string[] {
  const breaches = [...log.wrong];
  const line = world.firstParents(world.tip);
  const inLine = new Set(line.map(({ id }) => id));
  const ours = world.stoodAt.slice(1).filter((id) => !foreign.has(id));

  for (const id of ours) {
    if (!log.proven.has(id) || !log.provenTrees.has(sayTree(world.get(id).tree)))
      breaches.push(`${id} landed and is not what was tested`);
  }
  for (const id of world.stoodAt) if (!inLine.has(id)) breaches.push(`${id} stood on the target and was lost`);
  for (const id of world.stoodAt) if (!world.isGreen(world.get(id).tree)) breaches.push(`the target was red at ${id}`);

  const landedAt = new Map<ModelItem, number>();
  for (const item of items) {
    const answer = answers.get(item);
    const at = line.flatMap(({ parents }, index) => (parents[1] === item.reviewed ? [index] : []));
    if (!answer) breaches.push(`${item.name} was left unanswered`);
    else if ('stop' in answer) {
      if (answer.stop === 'unsound') breaches.push(`${item.name} was made unsoundly`);
      if (at.length > 0) breaches.push(`${item.name} landed and was refused`);
    } else {
      if (at.length !== 1) breaches.push(`${item.name} landed ${at.length} times`);
      if (!inLine.has(answer.commit)) breaches.push(`${item.name} was told a commit that did not land`);
      landedAt.set(item, at[0] ?? -1);
    }
  }
  return [...breaches, ...judgeOrder(items, { landedAt, log }), ...judgeContent(world, { items, line, foreign })];
}

function judgeOrder(items: readonly ModelItem[], { landedAt, log }: { landedAt: Map<ModelItem, number>; log: Log }): string[] {
  const landed = items.filter((item) => landedAt.has(item) && !log.putOff.has(item));
  return landed.flatMap((item, index) => {
    const next = landed[index + 1];
    return next && (landedAt.get(item) ?? 0) > (landedAt.get(next) ?? 0) ? [`${next.name} overtook ${item.name}`] : [];
  });
}

/** Replays what landed, in the order in which it landed: each path must be what the last of those that changed it made of it. */
function judgeContent(
  world: World,
  {
    items,
    line,
    foreign,
  }: { items: readonly ModelItem[]; line: ReturnType<World['firstParents']>; foreign: ReadonlySet<string> },
): string[] {
  const byReviewed = new Map(items.map((item) => [item.reviewed, item]));
  const expected = new Map(line[0]?.tree);
  for (const [index, { id, tree, parents }] of line.entries()) {
    if (index === 0) continue;
    const item = byReviewed.get(parents[1] ?? '');
    if (item) for (const [path, value] of item.edits) expected.set(path, value);
    else if (foreign.has(id)) for (const [path, value] of tree) if (!expected.has(path)) expected.set(path, value);
  }
  return sayTree(expected) === sayTree(world.get(world.tip).tree) ? [] : ['the target does not hold what landed'];
}
