import { join } from 'node:path';
import type { Commit } from '../../../kernel/model.ts';
import { mergedBranch } from '../../../kernel/names.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { readRef, updateRef } from '../../../infra/git/refs.ts';
import type { Infra } from '../../../infra/infra.ts';
import { mergeTask } from '../../merges/merge-task.ts';
import { taskDirectory } from '../work/directories.ts';
import { gatesOfRun } from '../work/gates-of-run.ts';
import { findPlace } from './find-place.ts';
import { guardChange } from './guard-change.ts';

/** A merge by hand: what is committed in the worktree at `path`, to the branch that its run merges to. */
export interface MergeWish {
  path: string;
  title: string;
  /** Commands that the merged tree must pass besides the repository's. */
  checks?: string[] | undefined;
  signal: AbortSignal;
}

/**
 * Merges the worktree's commit into `fanout/<run>/merged`, which the first merge of a run starts at the worktree's base, once the
 * combined tree passes the checks. A commit that weakens what checks it is refused, whoever says so. Said twice it is one merge.
 */
export async function mergeByHand(
  infra: Infra,
  { path, title, checks, signal }: MergeWish,
): Promise<Result<{ commit: Commit; onto: Commit; branch: string }>> {
  const place = await findPlace(infra, { path });
  if (!place.ok) return place;
  const { repository, config, run, task, head, base, path: keptAt } = place.value;
  if (head === base) return fail({ reason: 'nothing-committed', task, keptAt });
  const gates = [...new Set([...(await gatesOfRun(place.value)), ...(checks ?? [])])];
  const guarded = await guardChange({ repository, run, task, base, commit: head, gates, config: config.gates, keptAt });
  if (!guarded.ok) return guarded;
  const target = `refs/heads/${mergedBranch(run)}`;
  if ((await readRef({ repository, ref: target })) === null) {
    const made = await updateRef({ repository, ref: target, from: null, to: base });
    // Another merge may have started it meanwhile.
    if (!made.ok && made.failure.reason !== 'ref-moved') return made;
  }
  const merged = await mergeTask(infra, {
    repository,
    run,
    task,
    title,
    commit: head,
    target,
    gates,
    config,
    checkoutPath: `${keptAt}.merge`,
    outputDirectory: join(taskDirectory(infra, { run: { run }, task: { key: task } }), `merge-${infra.clock.now()}`),
    signal,
  });
  return merged.ok ? ok({ commit: merged.value.commit, onto: merged.value.onto, branch: mergedBranch(run) }) : merged;
}
