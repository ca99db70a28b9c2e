import type { RunId } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { lastSeq } from '../../infra/store/journal.ts';
import { followRun } from './follow-run.ts';
import { readRun } from './work/read-run.ts';
import type { RunView } from './work/view.ts';

/** What to wait for in a run, and how long. */
export interface RunWait {
  run: RunId;
  /** Its end, or the first event after `after`. */
  until: 'end' | 'change';
  /** The sequence number that was seen last. */
  after: number;
  patienceMs: number;
  signal: AbortSignal;
  /** Told of every change on the way. */
  onChange(view: RunView): void;
}

/** Where a run stands after the waiting, and what ended it. `seq` is what to pass as `after` next time. */
export interface RunWaited {
  why: 'ended' | 'changed' | 'patience';
  seq: number;
  view: RunView;
}

/** Waits for a run, at most for as long as the patience lasts. Waiting changes nothing about the run. */
export async function waitRun(
  infra: Infra,
  { run, until, after, patienceMs, signal, onChange }: RunWait,
): Promise<Result<RunWaited, 'run-unknown'>> {
  const first = readRun(infra, { run });
  if (!first.ok) return first;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  let view = first.value;
  for await (view of followRun(infra, { run, signal: patience })) {
    onChange(view);
    if (until === 'change' && lastSeq(infra.store, run) > after) break;
  }
  const seq = lastSeq(infra.store, run);
  const isOver = view.status === 'finished' || view.status === 'cancelled';
  return ok({ why: isOver ? 'ended' : until === 'change' && seq > after ? 'changed' : 'patience', seq, view });
}
