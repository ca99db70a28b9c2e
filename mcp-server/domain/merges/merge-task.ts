import { deleteRef, readRef, updateRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { CheckReport, Commit } from '../../kernel/model.ts';
import { keepRef } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import { buildMerge, type Merge } from './build-merge.ts';
import { findMerged } from './find-merged.ts';
import { inTurn } from './in-turn.ts';
import { mergeMessage } from './message.ts';
import { proveMerge, type Proof } from './prove-merge.ts';
import { verifyMerge } from './verify-merge.ts';

/** A reviewed commit to merge, and the proof that it needs. */
export interface MergeWanted extends Proof {
  title: string;
  /** What was reviewed: exactly this lands. */
  commit: Commit;
  /** The full ref that it goes to, such as `refs/heads/fanout/<run>/merged`. */
  target: string;
}

/** Why a merge did not land. */
export type MergeReason =
  | 'merge-conflict'
  | 'checks-failed'
  | 'merge-unsound'
  | 'ref-moved'
  | 'revision-unknown'
  | 'branch-in-use'
  | 'git-failed'
  | CheckoutReason;

type Landing = Result<Merge, MergeReason>;

// Each loss means that somebody else landed something, so the target moves on; this many in a row is somebody's loop.
const mostTries = 20;

/**
 * Merges a task: made in the object database, tested as the very commit that lands, checked for what it must leave alone,
 * then landed by moving the target from the tip it was made on. When the target moved meanwhile, the merge is made and tested
 * again. A commit that has landed already gives the same answer. An aborted merge does not land and counts as failed checks.
 */
export const mergeTask = (infra: Infra, wanted: MergeWanted): Promise<Landing> =>
  inTurn(`${wanted.repository.commonDir} ${wanted.target}`, () => mergeNow(infra, wanted));

async function mergeNow(infra: Infra, wanted: MergeWanted): Promise<Landing> {
  const proven = new Set<string>();
  for (let tries = 1; ; tries++) {
    const landing = await tryOnce(infra, wanted, proven);
    if (landing.ok || landing.failure.reason !== 'ref-moved' || tries === mostTries) return landing;
  }
}

/** One try from the target's present tip. `proven` holds the trees that passed the gates in an earlier try. */
async function tryOnce(infra: Infra, wanted: MergeWanted, proven: Set<string>): Promise<Landing> {
  const { repository, run, task, title, commit: reviewed, target } = wanted;
  const tip = await readRef({ repository, ref: target });
  if (tip === null) return fail({ reason: 'revision-unknown', revision: target, path: repository.commonDir });
  const note = { run, task, title, reviewed };
  const landed = await findMerged({ repository, tip, note });
  if (!landed.ok) return landed;
  if (landed.value) return ok(landed.value);
  const merge = await buildMerge({ repository, onto: tip, reviewed, message: mergeMessage(note) });
  if (!merge.ok) return merge;
  // No branch names the merge yet, and a garbage collection may run at any time.
  const keep = keepRef(run, merge.value.commit);
  const kept = await updateRef({ repository, ref: keep, to: merge.value.commit, from: null });
  if (!kept.ok) return kept;
  const landing = await proveAndLand(infra, { wanted, merge: merge.value, keep, proven });
  if (landing.ok || landing.failure.reason === 'ref-moved') {
    const dropped = await deleteRef({ repository, ref: keep, from: merge.value.commit });
    if (!dropped.ok) infra.log.warn({ ref: keep, failure: dropped.failure }, 'a ref that is no longer needed stays');
  }
  return landing;
}

async function proveAndLand(
  infra: Infra,
  { wanted, merge, keep, proven }: { wanted: MergeWanted; merge: Merge; keep: string; proven: Set<string> },
): Promise<Landing> {
  const { repository, target, commit: reviewed, signal } = wanted;
  if (!proven.has(merge.tree)) {
    const report = await proveMerge(infra, { ...wanted, merge });
    if (!report.ok) return report;
    if (!report.value.passed) return refused(wanted, report.value, keep);
    proven.add(merge.tree);
  }
  const stray = await verifyMerge({ repository, merge, reviewed });
  if (!stray.ok) return stray;
  if (stray.value.length > 0) {
    return fail({ reason: 'merge-unsound', commit: reviewed, onto: merge.onto, files: stray.value, keptAt: keep });
  }
  if (signal?.aborted) return refused(wanted, { commit: merge.commit, passed: false, gates: [] }, keep);
  const moved = await updateRef({
    repository,
    ref: target,
    from: merge.onto,
    to: merge.commit,
    message: `fanout: merge ${wanted.task}`,
  });
  return moved.ok ? ok(merge) : moved;
}

function refused({ task, outputDirectory }: MergeWanted, { gates }: CheckReport, keptAt: string) {
  const red = gates.filter(({ exitCode }) => exitCode !== 0);
  const outputPath = red[0]?.outputPath ?? outputDirectory;
  return fail({ reason: 'checks-failed', task, commands: red.map(({ command }) => command), red, outputPath, keptAt });
}
