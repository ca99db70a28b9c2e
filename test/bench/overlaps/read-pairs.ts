import { mergeBase } from '../../../mcp-server/infra/git/ancestors.ts';
import { changedFiles } from '../../../mcp-server/infra/git/diff.ts';
import { findRepository } from '../../../mcp-server/infra/git/find-repository.ts';
import { gitOk } from '../../../mcp-server/infra/git/git.ts';
import { inRepository } from '../../../mcp-server/infra/git/in-repository.ts';
import { withMerging, type Merging } from '../../../mcp-server/infra/git/merge-tree.ts';
import type { Commit, Repository } from '../../../mcp-server/kernel/model.ts';

/** Two branches that were open at the same time: what each touched, whether that meets, and whether they really collide. */
export interface PastPair {
  one: string[];
  other: string[];
  shared: boolean;
  collides: boolean;
}

interface Merged {
  /** Where in the line of merges it landed, and from which place in it the branch started. */
  landed: number;
  started: number;
  tip: Commit;
  files: string[];
}

// Each costs a few calls of git, and each pair one more.
const mostMerges = 400;
const mostPairs = 1500;

/** Reads the merged branches of a repository and pairs those that were open at the same time, the earlier half apart. */
export async function readPairs(
  path: string,
): Promise<{ repository: Repository; split: Commit; earlier: PastPair[]; later: PastPair[] }> {
  const found = await findRepository(path);
  if (!found.ok) throw new Error(`${path} is no repository`);
  const repository = found.value;
  const log = await gitOk({ ...inRepository(repository), args: ['log', '--first-parent', '--format=%H %P', 'HEAD', '--'] });
  if (!log.ok) throw new Error(log.failure.stderr);
  const line = log.value
    .trim()
    .split('\n')
    .map((record) => record.split(' ') as Commit[])
    .toReversed();
  const placeOf = new Map(line.map(([commit], index) => [commit, index]));
  const merges = await readMerges(repository, { line, placeOf });
  const half = merges[Math.floor(merges.length / 2)];
  const split = line[(half?.landed ?? 1) - 1]?.[0];
  if (!half || !split) throw new Error(`${path} has no merged branches`);
  const [earlier, later] = await withMerging(repository, async (merging) => [
    await pair(
      merging,
      merges.filter(({ landed }) => landed < half.landed),
    ),
    await pair(
      merging,
      merges.filter(({ landed }) => landed >= half.landed),
    ),
  ]);
  return { repository, split, earlier: earlier ?? [], later: later ?? [] };
}

async function readMerges(
  repository: Repository,
  { line, placeOf }: { line: Commit[][]; placeOf: Map<Commit | undefined, number> },
): Promise<Merged[]> {
  const merges: Merged[] = [];
  for (const [landed, [, onto, tip, more]] of [...line.entries()].filter(([, { length }]) => length > 2).slice(-mostMerges)) {
    if (!onto || !tip || more) continue;
    const base = await mergeBase({ repository, one: onto, other: tip });
    const started = placeOf.get(base ?? undefined);
    if (!base || started === undefined) continue;
    const files = await changedFiles({ repository, base, commit: tip });
    if (files.ok && files.value.length > 0) merges.push({ landed, started, tip, files: files.value });
  }
  return merges;
}

async function pair(merging: Merging, merges: readonly Merged[]): Promise<PastPair[]> {
  const open = merges.flatMap((one, index) =>
    merges.slice(index + 1).flatMap((other) => (other.started < one.landed ? [[one, other] as const] : [])),
  );
  const pairs: PastPair[] = [];
  for (const [one, other] of open.slice(-mostPairs)) {
    const merged = await merging.mergeTree({ ours: one.tip, theirs: other.tip });
    if (!merged.ok && merged.failure.reason !== 'merge-conflict') continue;
    const known = new Set(one.files);
    const shared = other.files.some((file) => known.has(file));
    pairs.push({ one: one.files, other: other.files, shared, collides: !merged.ok });
  }
  return pairs;
}
