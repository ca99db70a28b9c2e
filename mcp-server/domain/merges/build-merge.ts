import type { Merging } from '../../infra/git/merge-tree.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import type { Proof } from './prove-merge.ts';
import { isRegenerable, regenerate } from './regenerate.ts';
import { renumber } from './renumber.ts';

/** A merge: its commit, the tip it was made on, and its tree. */
export interface Merge {
  commit: Commit;
  onto: Commit;
  tree: string;
  /** Files that were written or renamed by command, and so are as neither side has them. */
  redone?: boolean;
}

/** What to merge, and where commands that redo generated files may run. */
export interface MergeToBuild extends Pick<Proof, 'repository' | 'config' | 'checkoutPath' | 'outputDirectory' | 'signal'> {
  merging: Merging;
  onto: Commit;
  reviewed: Commit;
  message: string;
}

/**
 * Makes the merge of `reviewed` onto `onto` in the object database. No ref moves and no file is written. Generated files that
 * conflict and migrations with the same number are redone by command.
 */
export async function buildMerge(
  infra: Infra,
  { message, merging, ...wanted }: MergeToBuild,
): Promise<Result<Merge, 'merge-conflict' | 'git-failed' | CheckoutReason>> {
  const { onto, reviewed, config } = wanted;
  const plain = await merging.mergeTree({ ours: onto, theirs: reviewed });
  const merged = plain.ok ? plain : await redo(infra, wanted, plain);
  if (!merged.ok) return merged;
  const numbered = await renumber({ ...wanted, tree: merged.value.tree, migrations: config.merges.migrations });
  if (!numbered.ok) return numbered;
  const { tree } = numbered.value;
  const commit = await merging.commitTree({ tree, parents: [onto, reviewed], message });
  if (!commit.ok) return commit;
  const isRedone = !plain.ok || plain.value.tree !== tree;
  return ok({ commit: commit.value, onto, tree, ...(isRedone ? { redone: true } : {}) });
}

type Plain = Extract<Awaited<ReturnType<Merging['mergeTree']>>, { ok: false }>;

async function redo(infra: Infra, wanted: Omit<MergeToBuild, 'message' | 'merging'>, plain: Plain) {
  const { failure } = plain;
  return failure.reason === 'merge-conflict' && isRegenerable(failure.files, wanted.config.merges)
    ? regenerate(infra, { ...wanted, files: failure.files })
    : plain;
}
