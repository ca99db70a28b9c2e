import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import type { Config } from '../../kernel/config.ts';
import type { CheckReport, Repository, RunId, TaskKey } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { belowFloor, keepFloor, type Floor } from '../verification/floors/floor.ts';
import type { Objection } from '../verification/guard/objection.ts';
import { countsIn } from '../verification/measure-floor.ts';
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

/** Runs the gates on a merge before it lands, in a checkout of exactly that commit, and compares what they counted. */
export async function proveMerge(
  infra: Infra,
  { merge, run, task, gates, floor, checkoutPath, outputDirectory, ...proof }: Proof & { merge: Merge; floor: Floor },
): Promise<Result<{ report: CheckReport; objections: Objection[] }, CheckoutReason>> {
  const { commit } = merge;
  const { repository, config, signal } = proof;
  if (gates.length === 0) return ok({ report: { commit, passed: true, gates: [] }, objections: [] });
  const marks = { FANOUT_RUN: run, FANOUT_TASK: task };
  const wanted = { ...proof, environment: marks, commit, path: checkoutPath, outputPath: join(outputDirectory, 'setup.log') };
  return withCheckout(infra, wanted, async ({ path: cwd, environment }) => {
    const timeoutMs = config.checkMinutes * 60_000;
    const report = await runGates(infra, { commands: gates, cwd, environment, commit, outputDirectory, timeoutMs, signal });
    if (!report.passed || !config.gates.floors) return { report, objections: [] };
    const least = Object.fromEntries(Object.entries(floor).filter(([command]) => gates.includes(command)));
    const counts = countsIn(cwd, { report, junit: config.gates.junit, floor: least });
    const objections = belowFloor(least, counts);
    // The next merge starts from this tree. Gates that only other tasks have keep their floor.
    if (objections.length === 0) await keepFloor(infra, { repository, commit, gates, floor: { ...floor, ...counts } });
    return { report, objections };
  });
}
