import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import type { Config } from '../../kernel/config.ts';
import type { CheckReport, Repository, RunId, TaskKey } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { runGates } from '../verification/run-gates.ts';
import { withCheckout, type CheckoutReason } from '../verification/with-checkout.ts';
import type { Merge } from './build-merge.ts';

/** How a merge is to be proven. */
export interface Proof {
  repository: Repository;
  run: RunId;
  task: TaskKey;
  gates: readonly string[];
  config: Config;
  /** The queue's own checkout, made for each proof and removed after it. */
  checkoutPath: string;
  outputDirectory: string;
  signal?: AbortSignal | undefined;
}

/** Runs the gates on a merge before it lands, in a checkout of exactly that commit. */
export async function proveMerge(
  infra: Infra,
  { merge, run, task, gates, checkoutPath, outputDirectory, ...proof }: Proof & { merge: Merge },
): Promise<Result<CheckReport, CheckoutReason>> {
  const { commit } = merge;
  if (gates.length === 0) return ok({ commit, passed: true, gates: [] });
  const marks = { FANOUT_RUN: run, FANOUT_TASK: task };
  const wanted = { ...proof, environment: marks, commit, path: checkoutPath, outputPath: join(outputDirectory, 'setup.log') };
  return withCheckout(infra, wanted, ({ path: cwd, environment }) =>
    runGates(infra, {
      commands: gates,
      cwd,
      environment,
      commit,
      outputDirectory,
      timeoutMs: proof.config.checkMinutes * 60_000,
      signal: proof.signal,
    }),
  );
}
