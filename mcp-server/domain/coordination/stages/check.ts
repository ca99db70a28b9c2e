import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import type { Commit } from '../../../kernel/model.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { runGates } from '../../verification/run-gates.ts';
import { recordTask, type Attempt } from '../attempt.ts';
import { taskDirectory } from '../directories.ts';
import { gatesOf } from '../gates-of.ts';
import { sendBack } from './send-back.ts';
import { workspaceOf } from './workspace-of.ts';

/** Runs the gates ourselves on the builder's commit; red ones go back to the builder with what they printed. */
export async function check(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, signal } = attempt;
  const workspace = workspaceOf(state);
  const report = await runGates(infra, {
    commands: gatesOf(attempt),
    cwd: workspace.path,
    environment: workspace.environment,
    commit: builtCommit(state),
    outputDirectory: join(taskDirectory(infra, attempt), `checks-${state.attempt}-${state.round}`),
    timeoutMs: run.config.checkMinutes * 60_000,
    signal,
  });
  if (signal.aborted) return null;
  recordTask(attempt, { kind: 'checks-finished', report });
  if (report.passed) return null;
  const red = report.gates.filter((gate) => gate.exitCode !== 0);
  return sendBack(attempt, state, {
    because: 'checks',
    detail: '',
    files: [],
    red,
    otherwise: {
      reason: 'checks-failed',
      task: state.key,
      commands: red.map((gate) => gate.command),
      red,
      outputPath: red[0]?.outputPath ?? '',
      keptAt: workspace.path,
    },
  });
}

/** The commit that the last build or fix ended with; its absence is a defect of the state machine. */
export function builtCommit(state: TaskState): Commit {
  if (!state.commit) throw new Error(`Task ${state.key} is ${state.phase} without a commit`);
  return state.commit;
}
