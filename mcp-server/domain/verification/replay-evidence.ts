import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import type { Evidence, Finding, Workspace } from '../../kernel/model.ts';
import { readCheckoutState, restoreCheckout } from './checkout-state.ts';
import { layFiles } from './lay-files.ts';
import { runCommand } from './run-command.ts';

/** Evidence to replay, and the checkout of our own to replay it in. */
export interface Replay {
  checkout: Pick<Workspace, 'path' | 'environment'>;
  evidence: Evidence;
  timeoutMs: number;
  /** A command that runs into its time limit shows the fault. Otherwise it shows nothing. */
  isHangFault?: boolean | undefined;
  /** Gets the command, its output and, where nothing was run, the reason. */
  outputPath: string;
  signal?: AbortSignal | undefined;
}

// The shell's words for a command that could not be run.
const couldNotRun = new Set([126, 127]);
// KILL and TERM come from outside, as from a machine without memory. A crash (SEGV, ABRT, …) is the program's own.
const endedFromOutside = new Set([128 + 9, 128 + 15]);

/**
 * Lays the files of evidence into a checkout, runs its command, and leaves the checkout as it was. A failing command
 * reproduces the fault. What is refused, cannot run, takes too long or is aborted is unproven, and so is all in a checkout with
 * tracked changes: those may be somebody's work.
 */
export async function replayEvidence(
  infra: Infra,
  { checkout, evidence, outputPath, isHangFault = false, ...run }: Replay,
): Promise<Finding['status']> {
  const before = await readCheckoutState(checkout.path);
  if (!before || before.tracked.length > 0) return unproven(outputPath, `${checkout.path} is no clean checkout`);
  const laid = layFiles(checkout.path, evidence.files);
  if (laid.refused !== null) return unproven(outputPath, `the file ${laid.refused}`);
  try {
    const { command } = evidence;
    const exit = await runCommand(infra, {
      command,
      cwd: checkout.path,
      environment: checkout.environment,
      commit: before.head,
      outputPath,
      ...run,
    });
    if (run.signal?.aborted) return 'unproven';
    if (exit.timedOut) return isHangFault ? 'reproduced' : 'unproven';
    return judgeExit(exit.exitCode);
  } finally {
    laid.takeBack();
    if (!(await restoreCheckout(before))) {
      infra.log.warn({ path: checkout.path }, 'a checkout is not as it was before a replay');
      appendFileSync(outputPath, `# ${checkout.path} could not be brought back to ${before.head}\n`);
    }
  }
}

function judgeExit(exitCode: number): Finding['status'] {
  if (exitCode === 0) return 'not-reproduced';
  return couldNotRun.has(exitCode) || endedFromOutside.has(exitCode) ? 'unproven' : 'reproduced';
}

function unproven(outputPath: string, why: string): 'unproven' {
  mkdirSync(dirname(outputPath), { recursive: true, mode: 0o700 });
  writeFileSync(outputPath, `# not run: ${why}\n`, { mode: 0o600 });
  return 'unproven';
}
