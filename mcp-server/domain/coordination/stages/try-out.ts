import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import type { TrialOutcome, Workspace } from '../../../kernel/model.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { replayEvidence } from '../../verification/replay-evidence.ts';
import { runGates } from '../../verification/run-gates.ts';
import { withCheckout } from '../../verification/with-checkout.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { taskDirectory } from '../work/directories.ts';
import { gatesOf } from '../work/gates-of.ts';
import { builtCommit } from './check.ts';
import { workspaceOf } from './workspace-of.ts';

/** Judges a trial by what was committed alone, in a clean checkout: whether the fault is there, and whether the gates pass. */
export async function tryOut(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, task, signal } = attempt;
  const outputDirectory = join(taskDirectory(infra, attempt), `trial-${state.attempt}`);
  const judged = await withCheckout(
    infra,
    {
      repository: run.repository,
      commit: builtCommit(state),
      path: `${workspaceOf(state).path}.review`,
      config: run.config,
      environment: { FANOUT_RUN: run.run, FANOUT_TASK: task.key },
      outputPath: join(outputDirectory, 'setup.log'),
      signal,
    },
    (checkout) => judge(attempt, state, { checkout, outputDirectory }),
  );
  if (signal.aborted) return null;
  if (!judged.ok) return judged.failure;
  recordTask(attempt, { kind: 'trial-ended', outcome: judged.value });
  return null;
}

async function judge(
  attempt: Attempt,
  state: TaskState,
  { checkout, outputDirectory }: { checkout: Pick<Workspace, 'path' | 'environment'>; outputDirectory: string },
): Promise<TrialOutcome> {
  const { infra, run, task, signal } = attempt;
  const timeoutMs = run.config.checkMinutes * 60_000;
  const evidence = task.trial?.evidence ?? null;
  const outputPath = join(outputDirectory, 'evidence.log');
  const shown = evidence && (await replayEvidence(infra, { checkout, evidence, timeoutMs, outputPath, signal }));
  if (shown === 'reproduced') return 'fault';
  const report = await runGates(infra, {
    commands: gatesOf(attempt),
    cwd: checkout.path,
    environment: checkout.environment,
    commit: builtCommit(state),
    outputDirectory,
    timeoutMs,
    signal,
  });
  return report.passed && shown !== 'unproven' ? 'good' : 'red';
}
