import type { Infra } from '../../infra/infra.ts';
import type { Commit, Evidence, Lesson } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { CheckoutReason, CheckoutWanted } from '../verification/with-checkout.ts';
import { checkFiles, checkPath } from './render-check.ts';
import { replayOnCommits } from './replay-on-commits.ts';

/** A check to prove, and where: it must fail on the faulty commit and pass on the mended one and on the control. */
export interface CheckToProve extends Omit<CheckoutWanted, 'commit' | 'outputPath'> {
  lesson: Pick<Lesson, 'id' | 'rule' | 'why'>;
  check: Evidence;
  brokenAt: Commit;
  fixedAt: Commit;
  /** A commit that the check must not harm, such as the tip of the branch that it goes to. */
  control: Commit;
  outputDirectory: string;
}

/** What a replay showed: proven, or the commit on which the check did not do what it must. */
export type CheckProof = { isProven: true } | { isProven: false; on: 'broken' | 'fixed' | 'control' };

/** Proves a check by replay, as it will be rendered and without a model: no session has a say in it. */
export async function proveCheck(
  infra: Infra,
  { lesson, check, brokenAt, fixedAt, control, outputDirectory, ...site }: CheckToProve,
): Promise<Result<CheckProof, CheckoutReason>> {
  const files = [...checkFiles(lesson, check)].map(([path, content]) => ({ path, content }));
  const evidence = { files, command: `sh ${checkPath(lesson.id)}` };
  const failed = await replayOnCommits(infra, {
    ...site,
    evidence,
    outputDirectory,
    timeoutMs: checkTimeoutMs,
    trials: [
      { on: 'broken', commit: brokenAt, wanted: 'reproduced' },
      { on: 'fixed', commit: fixedAt, wanted: 'not-reproduced' },
      { on: 'control', commit: control, wanted: 'not-reproduced' },
    ],
  });
  if (!failed.ok) return failed;
  return ok(failed.value === null ? { isProven: true } : { isProven: false, on: failed.value });
}

// A check runs with every task and every merge; one that takes longer than this is a suite, not a check.
const checkTimeoutMs = 60_000;
