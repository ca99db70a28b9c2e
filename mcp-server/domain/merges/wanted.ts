import type { Commit } from '../../kernel/model.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import type { Proof } from './prove-merge.ts';

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
  | 'gates-weakened'
  | 'merge-unsound'
  | 'ref-moved'
  | 'revision-unknown'
  | 'branch-in-use'
  | 'git-failed'
  | CheckoutReason;
