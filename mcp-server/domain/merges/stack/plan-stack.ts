import { mergeBase } from '../../../infra/git/ancestors.ts';
import { readLog, type LogEntry } from '../../../infra/git/log.ts';
import { asTaskKey } from '../../../kernel/id.ts';
import type { Commit, Repository, RunId, TaskKey } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';

/** One pull request to be: a task, the commit that its branch stands at, and the task that it stands on; null for the target. */
export interface Layer {
  task: TaskKey;
  head: Commit;
  onto: TaskKey | null;
}

/** A merge on the run's branch, in the order in which they landed. `fork` is the place on that branch that its work began at. */
export interface Landed {
  task: TaskKey;
  /** Place on the run's branch, from 0. */
  at: number;
  reviewed: Commit;
  /** The last commit of the run's branch that the reviewed commit contains; -1 for the run's base. */
  fork: number;
}

/**
 * Cuts what a run merged into pull requests. Work that was begun on the base and that nothing was built on goes to the target by
 * itself, as the commit that was reviewed. Where work was built on other work, the run's branch up to there becomes a stack: each
 * layer is the merge that was tested, and shows only what its own task changed.
 *
 * ```
 *  base ── A ── B ── C        C was begun on B:  A → target, B → A, C (as reviewed) → B
 *     └──────── D             D on the base:     D (as reviewed) → target
 * ```
 */
export function stackLayers(chain: readonly { commit: Commit }[], landed: readonly Landed[]): Layer[] {
  const merges = new Set(landed.map(({ at }) => at));
  // What is not a merge of a task, such as a lesson, is on the run's branch only, and so is all before it part of the stack.
  const others = chain.flatMap((_, at) => (merges.has(at) ? [] : [at + 1]));
  const depth = Math.max(0, ...landed.map(({ fork }) => fork + 1), ...others);
  const stacked = landed.filter(({ at }) => at < depth);
  const below = (place: number) => stacked.findLast(({ at }) => at <= place)?.task ?? null;
  return landed.map(({ task, at, reviewed, fork }): Layer => {
    if (at >= depth) return { task, head: reviewed, onto: below(fork) };
    const next = stacked.find((other) => other.at > at)?.at ?? depth;
    return { task, head: chain[next - 1]?.commit ?? reviewed, onto: below(at - 1) };
  });
}

/** Reads what a run merged between two commits of its branch, and cuts it into pull requests. */
export async function planStack({
  repository,
  run,
  base,
  tip,
}: {
  repository: Repository;
  run: RunId;
  base: Commit;
  tip: Commit;
}): Promise<Result<Layer[], 'git-failed'>> {
  const log = await readLog({ repository, from: base, to: tip, firstParent: true, limit: 100_000 });
  if (!log.ok) return log;
  const chain = log.value.toReversed();
  const places = new Map(chain.map(({ commit }, at) => [commit, at]));
  const landed: Landed[] = [];
  for (const [at, entry] of chain.entries()) {
    const merge = readMerge(entry, run);
    if (!merge) continue;
    const fork = await mergeBase({ repository, one: merge.onto, other: merge.reviewed });
    landed.push({ task: merge.task, at, reviewed: merge.reviewed, fork: fork === null ? -1 : (places.get(fork) ?? -1) });
  }
  return ok(stackLayers(chain, landed));
}

function readMerge({ parents, trailers }: LogEntry, run: RunId): { task: TaskKey; onto: Commit; reviewed: Commit } | null {
  const task = asTaskKey(trailers['Fanout-Task'] ?? '');
  const [onto, reviewed] = parents;
  return task !== null && onto && reviewed && trailers['Fanout-Run'] === run ? { task, onto, reviewed } : null;
}
