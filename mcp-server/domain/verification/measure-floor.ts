import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import type { CheckReport } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { runGates } from './run-gates.ts';
import { withCheckout, type CheckoutReason, type CheckoutWanted } from './with-checkout.ts';
import { keepFloor, readCounts, readFloor, type Floor } from './floors/floor.ts';

/** A commit whose floor is wanted, and where to run the gates on it when nobody has yet. */
export interface FloorWanted extends Omit<CheckoutWanted, 'outputPath'> {
  gates: readonly string[];
  outputDirectory: string;
}

const underWay = new Map<string, Promise<Result<Floor, CheckoutReason>>>();

/** The floor of a commit: known from a merge or an earlier task, or measured now, once, in a checkout of its own. */
export async function measureFloor(infra: Infra, wanted: FloorWanted): Promise<Result<Floor, CheckoutReason>> {
  // The checks of a task alone are seldom on the commit that it starts from, so they need not have been counted.
  const known = await readFloor(infra, { ...wanted, gates: wanted.config.checks ?? wanted.gates });
  if (known) return ok(known);
  // Tasks of a run start from the same commit, and ask at about the same time.
  const key = `${wanted.repository.commonDir} ${wanted.commit}`;
  const measured = underWay.get(key) ?? measure(infra, wanted).finally(() => underWay.delete(key));
  underWay.set(key, measured);
  return measured;
}

async function measure(infra: Infra, { gates, outputDirectory, ...site }: FloorWanted): Promise<Result<Floor, CheckoutReason>> {
  const { commit, config, signal } = site;
  const counted = await withCheckout(infra, { ...site, outputPath: join(outputDirectory, 'setup.log') }, async (checkout) => {
    const { path: cwd, environment } = checkout;
    const timeoutMs = config.checkMinutes * 60_000;
    const report = await runGates(infra, { commands: gates, cwd, environment, commit, outputDirectory, timeoutMs, signal });
    return countsIn(cwd, { report, junit: config.gates.junit });
  });
  if (counted.ok && !signal?.aborted) await keepFloor(infra, { ...site, gates, floor: counted.value });
  return counted;
}

/** What the gates that ran in `cwd` counted, by their output and by the JUnit reports that they wrote there. */
export const countsIn = (
  cwd: string,
  { report, junit, floor }: { report: CheckReport; junit: readonly string[]; floor?: Floor },
): Floor =>
  readCounts(report, {
    junit: junit.length > 0 ? globSync([...junit], { cwd }).map((path) => join(cwd, path)) : [],
    ...(floor ? { floor } : {}),
  });
