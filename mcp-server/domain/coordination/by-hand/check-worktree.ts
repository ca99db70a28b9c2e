import { join } from 'node:path';
import type { CheckReport } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { runGates } from '../../verification/run-gates.ts';
import { taskDirectory } from '../work/directories.ts';
import { gatesOfRun } from '../work/gates-of-run.ts';
import { findPlace } from './find-place.ts';

/** Runs checks in a worktree: those that are named, or else the repository's. */
export async function checkWorktree(
  infra: Infra,
  { path, commands, signal }: { path: string; commands?: string[] | undefined; signal: AbortSignal },
): Promise<Result<CheckReport>> {
  const place = await findPlace(infra, { path });
  if (!place.ok) return place;
  const { config, environment, head, run, task } = place.value;
  const report = await runGates(infra, {
    commands: commands ?? (await gatesOfRun(place.value)),
    cwd: place.value.path,
    environment,
    commit: head,
    outputDirectory: join(taskDirectory(infra, { run: { run }, task: { key: task } }), `checks-${infra.clock.now()}`),
    timeoutMs: config.checkMinutes * 60_000,
    signal,
  });
  return ok(report);
}
