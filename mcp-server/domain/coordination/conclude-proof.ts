import type { Infra } from '../../infra/infra.ts';
import { deleteRef } from '../../infra/git/refs.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import type { RunId } from '../../kernel/model.ts';
import { mergedBranch } from '../../kernel/names.ts';
import type { Proof } from '../../kernel/proof.ts';
import { sayWeighed, writeComparison } from '../lessons/write-comparison.ts';
import { nextTrial, weighTrials, type Tried } from '../lessons/weigh-trials.ts';
import { isEnded, type TaskState } from '../tasks/task-state.ts';
import type { RunState } from '../tasks/run-state.ts';
import { runOfRow } from './work/kept-states.ts';
import { readTaskStates, record } from './work/record.ts';

/** A run of trials, with what is tried. */
type ProofRun = RunState & { proof: NonNullable<RunState['proof']> };

/** The trial that comes next, or null when what is left could change nothing. */
export const trialToStart = (run: ProofRun, tasks: readonly TaskState[]): TaskState | null =>
  nextTrial(
    triedOf(run, tasks).map((tried, nth) => ({ ...tried, state: tasks[nth], isWaiting: tasks[nth]?.phase === 'waiting' })),
    run.proof.tries,
  )?.state ?? null;

/**
 * Weighs the trials of a run that has ended, writes what they showed into the lesson's ledger, and records it. Where the ledger
 * cannot be written the record says why, and what was shown stands in it.
 */
export async function concludeProof(infra: Infra, run: ProofRun, tasks: readonly TaskState[]): Promise<void> {
  const { repository, proof } = run;
  const weighed = weighTrials(triedOf(run, tasks), proof.tries);
  const written = await writeComparison(infra, { repository, target: proof.target, run: run.run, proof, weighed });
  record(infra, {
    kind: 'proof-ended',
    run: run.run,
    verdict: weighed.verdict,
    because: [sayWeighed(weighed), ...missing(tasks)].join('; '),
    commit: written.ok ? written.value.commit : null,
    failure: written.ok ? null : written.failure,
  });
  // Nothing was merged to it.
  await deleteRef({ repository, ref: `refs/heads/${mergedBranch(run.run)}`, from: run.base });
}

/**
 * Writes what the newest trials of a lesson showed, where its ledger could not be written when they ended. Answers their run, or
 * null where nothing is left to be written.
 */
export async function writeProofAgain(
  infra: Infra,
  { repository, target, lesson, asks }: Pick<Proof, 'target' | 'lesson' | 'asks'> & Pick<RunState, 'repository'>,
): Promise<RunId | null> {
  const isOf = ({ proof }: ProofRun) => proof.target === target && proof.lesson === lesson && proof.asks === asks;
  const newest = listRunRows(infra.store, { repository: repository.commonDir })
    .map((row) => runOfRow(infra.store, row))
    .filter(isProof)
    .find(isOf);
  if (!newest?.proved?.failure) return null;
  await concludeProof(infra, newest, readTaskStates(infra.store, newest.run));
  return newest.run;
}

/** Why trials have no outcome, each reason once. */
function missing(tasks: readonly TaskState[]): string[] {
  const without = tasks.filter(({ phase, tried }) => isEnded(phase) && phase !== 'cancelled' && tried === null);
  return [...new Set(without.flatMap(({ failure }) => failure?.reason ?? []))].map((reason) => `some ended with ${reason}`);
}

const triedOf = ({ graph }: ProofRun, tasks: readonly TaskState[]): Tried[] =>
  tasks.map(({ key, tried }) => {
    const trial = graph.tasks.find((task) => task.key === key)?.trial;
    if (!trial) throw new Error(`Task ${key} of a proof is no trial`);
    return { work: trial.work, isTold: trial.isTold, outcome: tried };
  });

/** Whether a run is one of trials. */
export const isProof = (run: RunState): run is ProofRun => Boolean(run.proof);
