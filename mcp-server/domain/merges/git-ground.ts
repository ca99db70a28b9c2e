import type { Merging } from '../../infra/git/merge-tree.ts';
import { deleteRef, readRef, updateRef } from '../../infra/git/refs.ts';
import { unmergedOf } from '../../infra/git/unmerged-of.ts';
import type { Infra } from '../../infra/infra.ts';
import type { CheckReport, Commit } from '../../kernel/model.ts';
import { keepRef } from '../../kernel/names.ts';
import { fail, ok, type FailureOf, type Result } from '../../kernel/result.ts';
import { readFloor } from '../verification/floors/floor.ts';
import { buildMerge, type Merge } from './build-merge.ts';
import { findMerged } from './find-merged.ts';
import { mergeMessage } from './message.ts';
import { proveMerge } from './prove-merge.ts';
import type { Ground, Link, Refusal } from './queue/ground.ts';
import { verifyMerges } from './verify-merge.ts';
import type { MergeReason, MergeWanted } from './wanted.ts';

/** A failure that a merge may end with. */
export type MergeFailure = FailureOf<MergeReason>;

type GitLink = Link<MergeWanted, Merge>;

/** The queue's ground in a real repository: objects, checkouts of the queue's own, and a ref that moves by compare-and-swap. */
export function gitGround(
  infra: Infra,
  {
    items,
    merging,
    ...at
  }: Pick<MergeWanted, 'repository' | 'target' | 'run'> & { items: readonly MergeWanted[]; merging: Merging },
): Ground<MergeWanted, Merge, MergeFailure> {
  const { repository, target, run } = at;
  const landed = landedFinder({ repository, items });
  // Trees that passed the gates, with the gates that they passed: a lost race need not run them again.
  const proven = new Set<string>();
  const keptAt = ({ commit }: Merge) => keepRef(run, commit);
  const release = async (merge: Merge) => {
    const dropped = await deleteRef({ repository, ref: keptAt(merge), from: merge.commit });
    if (!dropped.ok) infra.log.warn({ ref: keptAt(merge), failure: dropped.failure }, 'a ref that is no longer needed stays');
  };
  return {
    readTip: async () => {
      landed.forget();
      const tip = await readRef({ repository, ref: target });
      return tip ?? stop({ reason: 'revision-unknown', revision: target, path: repository.commonDir });
    },
    isGone: (wanted) => (wanted.signal?.aborted ? stop(stopped(wanted)) : null),
    findLanded: async ({ task, commit }, tip) => {
      const may = await landed.mayBe(commit, tip as Commit);
      if (!may.ok) return stop(may.failure);
      if (!may.value) return null;
      const found = await findMerged({ repository, tip: tip as Commit, note: { run, task, reviewed: commit } });
      return found.ok ? found.value : stop(found.failure);
    },
    build: async (wanted, onto) => {
      const { task, title, commit: reviewed } = wanted;
      const message = mergeMessage({ run, task, title, reviewed });
      const merge = await buildMerge(infra, { ...wanted, merging, onto: onto as Commit, reviewed, message });
      if (merge.ok) return merge.value;
      return { stop: merge.failure, isConflict: merge.failure.reason === 'merge-conflict' };
    },
    prove: async (chain) => {
      const { merge } = lastOf(chain);
      // No branch names the merge yet, and a garbage collection may run at any time.
      const kept = await updateRef({ repository, ref: keptAt(merge), to: merge.commit, from: null });
      if (!kept.ok) return { verdict: 'red', red: stop(kept.failure) };
      const gates = [...new Set(chain.flatMap(({ item }) => item.gates))];
      const proof = `${merge.tree} ${JSON.stringify(gates)}`;
      if (proven.has(proof)) return { verdict: 'green' };
      const red = await findRed(infra, { chain, gates, keptAt: keptAt(merge) });
      if (!red) {
        proven.add(proof);
        return { verdict: 'green' };
      }
      // What was red alone stays, so that a person can look at it.
      if (chain.length > 1) await release(merge);
      return { verdict: 'red', red: stop(red) };
    },
    verify: async (chain) => {
      const merges = chain.map(({ merge, item }) => ({ merge, reviewed: item.commit }));
      const stray = await verifyMerges({ repository, merges });
      for (const [index, link] of chain.entries()) {
        if (!stray.ok) return { link, refusal: stop(stray.failure) };
        const files = stray.value[index] ?? [];
        if (files.length === 0) continue;
        const { merge, item } = link;
        const failure = { reason: 'merge-unsound', commit: item.commit, onto: merge.onto, files } as const;
        return { link, refusal: stop({ ...failure, keptAt: keptAt(lastOf(chain).merge) }) };
      }
      return null;
    },
    land: async (chain, from) => {
      const { merge } = lastOf(chain);
      const message = `fanout: merge ${chain.map(({ item }) => item.task).join(', ')}`;
      const moved = await updateRef({ repository, ref: target, from: from as Commit, to: merge.commit, message });
      if (moved.ok || moved.failure.reason === 'ref-moved') await release(merge);
      if (moved.ok) return 'landed';
      return moved.failure.reason === 'ref-moved' ? 'moved' : stop(moved.failure);
    },
    lost: (expected, actual) => stop({ reason: 'ref-moved', ref: target, expected, actual }),
  };
}

/**
 * Says whether a commit may have landed. What the target's own tip lacks is asked for all items at once; in a chain that has
 * not landed, a commit can only be there for the sake of an item that has the same one.
 */
function landedFinder({ repository, items }: Pick<MergeWanted, 'repository'> & { items: readonly MergeWanted[] }) {
  const commits = items.map(({ commit }) => commit);
  let first: Promise<Result<Set<Commit>, 'git-failed'>> | null = null;
  return {
    forget: () => {
      first = null;
    },
    mayBe: async (commit: Commit, tip: Commit): Promise<Result<boolean, 'git-failed'>> => {
      first ??= unmergedOf({ repository, commits, tip });
      const unmerged = await first;
      if (!unmerged.ok) return unmerged;
      const isAlone = commits.filter((one) => one === commit).length === 1;
      return ok(!unmerged.value.has(commit) || !isAlone);
    },
  };
}

const stop = (failure: MergeFailure): Refusal<MergeFailure> => ({ stop: failure });

function lastOf(chain: readonly GitLink[]): GitLink {
  const last = chain.at(-1);
  if (!last) throw new Error('A chain of merges is empty');
  return last;
}

/** Runs the gates of a chain on its last tree. Alone, a merge's output goes to its own folder; in a batch to the first one's. */
async function findRed(
  infra: Infra,
  { chain, gates, keptAt }: { chain: readonly GitLink[]; gates: string[]; keptAt: string },
): Promise<MergeFailure | null> {
  const { merge, item } = lastOf(chain);
  const signal = AbortSignal.any(chain.flatMap(({ item: { signal } }) => signal ?? []));
  const floor = await readFloor(infra, { repository: item.repository, commit: chain[0]?.merge.onto ?? merge.onto });
  const proof = await proveMerge(infra, { ...item, gates, signal, merge, floor: floor ?? {} });
  if (!proof.ok) return proof.failure;
  const { report, objections } = proof.value;
  if (!report.passed) return refused(item, { report, keptAt });
  if (objections.length === 0) return null;
  const said = objections.map(({ path, what }) => `${path}: ${what}`);
  return { reason: 'gates-weakened', task: item.task, objections: said, keptAt };
}

const stopped = (wanted: MergeWanted): MergeFailure =>
  refused(wanted, { report: { commit: wanted.commit, passed: false, gates: [] }, keptAt: wanted.commit });

function refused(
  { task, outputDirectory }: MergeWanted,
  { report, keptAt }: { report: CheckReport; keptAt: string },
): MergeFailure {
  const red = report.gates.filter(({ exitCode }) => exitCode !== 0);
  const outputPath = red[0]?.outputPath ?? outputDirectory;
  const commands = red.map(({ command }) => command);
  return fail({ reason: 'checks-failed', task, commands, red, outputPath, keptAt }).failure;
}
