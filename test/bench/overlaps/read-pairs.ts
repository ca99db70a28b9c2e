import { findRepository } from '../../../mcp-server/infra/git/find-repository.ts';
import type { Commit, Repository } from '../../../mcp-server/kernel/model.ts';
import { mergePairs } from './merge-pairs.ts';
import { readMerges, type Merged } from './read-merges.ts';

/** Two branches that were open at the same time: what each touched, and whether they collide in a file. */
export interface PastPair {
  one: readonly string[];
  other: readonly string[];
  collides: boolean;
  /** Where the main line stood when the second of them was begun: what could be known by then. */
  at: Commit;
}

/** The pairs of a repository's past. */
export interface Past {
  repository: Repository;
  /** Those that touched a same file, in the order in which they were begun, cut where half of the collisions are over. */
  earlier: PastPair[];
  later: PastPair[];
  /** Some of those that did not, which neither a forecast nor the baseline can see. */
  apart: PastPair[];
}

// The newest of each.
const mostPairs = 4000;
const mostApart = 500;

/**
 * Reads the merged branches of a repository and pairs those that were open at the same time and knew nothing of each other: a branch
 * that contains the other's commits stands on it and is no pair.
 */
export async function readPairs(path: string): Promise<Past> {
  const found = await findRepository(path);
  if (!found.ok) throw new Error(`${path} is no repository`);
  const repository = found.value;
  const { line, merges } = await readMerges(repository);
  const { touching, apart } = pairUp(merges);
  const pairs = judge(touching.slice(-mostPairs));
  if (pairs.length === 0) throw new Error(`${path} has no branches that were open at the same time and touched the same file`);
  const collided = pairs.flatMap(({ collides }, index) => (collides ? [index] : []));
  const half = collided[Math.floor(collided.length / 2)] ?? Math.floor(pairs.length / 2);
  return { repository, earlier: pairs.slice(0, half), later: pairs.slice(half), apart: judge(apart.slice(-mostApart)) };

  function judge(some: readonly (readonly [Merged, Merged])[]): PastPair[] {
    const conflicts = mergePairs(repository, { pairs: some, line });
    return some.flatMap(([one, other], index) => {
      const at = line[Math.max(one.started, other.started)];
      return at ? [{ one: one.files, other: other.files, collides: (conflicts[index]?.length ?? 0) > 0, at }] : [];
    });
  }
}

function pairUp(merges: readonly Merged[]): { touching: [Merged, Merged][]; apart: [Merged, Merged][] } {
  const all = merges.flatMap((one, index) =>
    merges
      .slice(index + 1)
      .filter((other) => other.started < one.landed && other.tip !== one.tip && !other.standsOn.has(one.landed))
      .map((other): [Merged, Merged] => [one, other]),
  );
  const inOrder = all.toSorted((one, other) => begun(one) - begun(other));
  const sets = new Map(merges.map((merge) => [merge, new Set(merge.files)]));
  const touches = ([one, other]: [Merged, Merged]) => other.files.some((file) => sets.get(one)?.has(file));
  return { touching: inOrder.filter(touches), apart: inOrder.filter((pair) => !touches(pair)) };
}

const begun = ([one, other]: [Merged, Merged]): number => Math.max(one.started, other.started);
