import { join } from 'node:path';
import type { Failure } from '../../../kernel/failure.ts';
import type { CheckReport, Commit } from '../../../kernel/model.ts';
import type { Survivor } from '../../../kernel/mutation.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { belowFloor } from '../../verification/floors/floor.ts';
import { countsIn, measureFloor } from '../../verification/measure-floor.ts';
import { inspectChange } from '../../verification/guard/inspect-change.ts';
import { sayObjections, type Objection } from '../../verification/guard/objection.ts';
import { tryMutants } from '../../verification/try-mutants.ts';
import { runGates } from '../../verification/run-gates.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { baseOfChange } from './base-of-change.ts';
import { taskDirectory } from '../work/directories.ts';
import { gatesOf } from '../work/gates-of.ts';
import { sendBack } from './send-back.ts';
import { watchMigrations } from './watch-migrations.ts';
import { workspaceOf } from './workspace-of.ts';

/**
 * Looks at what the builder's commit does to the gates, then runs them ourselves; what is weakened or red goes back to the
 * builder with the reason. A commit that touches the gates is not even run.
 */
export async function check(attempt: Attempt, state: TaskState): Promise<Failure | null> {
  const { infra, run, signal } = attempt;
  const workspace = workspaceOf(state);
  const commit = builtCommit(state);
  await watchMigrations(attempt, state);
  const base = await baseOfChange(attempt, state, commit);
  const gates = gatesOf(attempt);
  const weakened = await inspectChange({ repository: run.repository, base, commit, gates, config: run.config.gates });
  if (!weakened.ok) return weakened.failure;
  if (weakened.value.length > 0) return object(attempt, state, weakened.value);
  const outputDirectory = join(taskDirectory(infra, attempt), `checks-${state.attempt}-${state.round}`);
  const report = await runGates(infra, {
    commands: gates,
    cwd: workspace.path,
    environment: workspace.environment,
    commit,
    outputDirectory,
    timeoutMs: run.config.checkMinutes * 60_000,
    signal,
  });
  if (signal.aborted) return null;
  const short = report.passed ? await findShort(attempt, { path: workspace.path, base, report, outputDirectory }) : [];
  if (signal.aborted) return null;
  const survivors =
    report.passed && short.length === 0 ? await tryBreaking(attempt, state, { base, commit, outputDirectory }) : [];
  if (signal.aborted) return null;
  if (survivors.length > 0) return sendSurvivors(attempt, state, survivors);
  recordTask(attempt, { kind: 'checks-finished', report: { ...report, passed: report.passed && short.length === 0 } });
  if (short.length > 0) return object(attempt, state, short);
  return report.passed ? null : sendRed(attempt, state, report);
}

/** Breaks the changed lines, where that is configured. Answers what no test noticed and the builder is to see: once per attempt. */
async function tryBreaking(
  attempt: Attempt,
  state: TaskState,
  { base, commit, outputDirectory }: { base: Commit; commit: Commit; outputDirectory: string },
): Promise<Survivor[]> {
  const { infra, run, signal } = attempt;
  const { mutation } = run.config;
  if (!mutation) return [];
  const path = `${workspaceOf(state).path}.mutants`;
  const at = (file: string) => join(outputDirectory, file);
  const site = { repository: run.repository, commit, path, config: run.config, signal, outputPath: at('mutants-setup.log') };
  const tried = await tryMutants(infra, { ...site, base, mutation, logPath: at('mutants.log') });
  if (signal.aborted) return [];
  if (!tried.ok) infra.log.warn({ failure: tried.failure, commit }, 'the changed lines could not be mutated');
  else recordTask(attempt, { kind: 'mutants-tried', report: tried.value });
  return tried.ok && mutation.survivors === 'fix' && state.round === 0 && run.config.rounds > 0 ? tried.value.survivors : [];
}

function sendSurvivors(attempt: Attempt, state: TaskState, survivors: readonly Survivor[]): Failure | null {
  const lines = survivors.slice(0, 20).map(({ file, line, mutation }) => `- ${file}:${line} as: ${mutation}`);
  const detail = `The checks pass, but no test notices when these lines of yours are broken. Add tests that do, where the spec says what must hold; leave alone what it does not.\n\n${lines.join('\n')}`;
  const files = [...new Set(survivors.map(({ file }) => file))];
  const otherwise: Failure = { reason: 'nothing-committed', task: state.key, keptAt: workspaceOf(state).path };
  return sendBack(attempt, state, { because: 'checks', detail, files, red: [], otherwise });
}

/** What the gates counted less of than on the commit that the change starts from. */
async function findShort(
  attempt: Attempt,
  { path, base, report, outputDirectory }: { path: string; base: Commit; report: CheckReport; outputDirectory: string },
): Promise<Objection[]> {
  const { infra, run, signal } = attempt;
  const gates = gatesOf(attempt);
  if (!run.config.gates.floors || gates.length === 0) return [];
  const site = { repository: run.repository, commit: base, path: `${path}.floor`, config: run.config, signal };
  const measured = await measureFloor(infra, { ...site, gates, outputDirectory: join(outputDirectory, 'floor') });
  if (!measured.ok) {
    infra.log.warn({ failure: measured.failure, commit: base }, 'no test floor could be measured');
    return [];
  }
  const floor = Object.fromEntries(Object.entries(measured.value).filter(([command]) => gates.includes(command)));
  return belowFloor(floor, countsIn(path, { report, junit: run.config.gates.junit, floor }));
}

/** Back to the builder, or where the configuration says so, to a person at once. */
function object(attempt: Attempt, state: TaskState, objections: readonly Objection[]): Failure | null {
  const otherwise: Failure = {
    reason: 'gates-weakened',
    task: state.key,
    objections: objections.map(({ path, what }) => `${path}: ${what}`),
    keptAt: workspaceOf(state).path,
  };
  if (attempt.run.config.gates.weakened === 'ask') return otherwise;
  const files = [...new Set(objections.map(({ path }) => path))];
  const detail = `Your change weakens what checks it, or takes back what others landed. Mend each of these; the task itself stays as it is.\n\n${sayObjections(objections)}`;
  return sendBack(attempt, state, { because: 'checks', detail, files, red: [], otherwise });
}

function sendRed(attempt: Attempt, state: TaskState, report: CheckReport): Failure | null {
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
      outputPath: red[0]?.outputPath ?? '',
      red,
      keptAt: workspaceOf(state).path,
    },
  });
}

/** The commit that the last build or fix ended with; its absence is a defect of the state machine. */
export function builtCommit(state: TaskState): Commit {
  if (!state.commit) throw new Error(`Task ${state.key} is ${state.phase} without a commit`);
  return state.commit;
}
