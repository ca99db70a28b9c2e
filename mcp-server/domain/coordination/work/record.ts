import type { Event, Recorded } from '../../../kernel/event.ts';
import type { RunId, TaskKey } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';
import { allEvents, appendEvent } from '../../../infra/store/journal.ts';
import type { Store } from '../../../infra/store/open.ts';
import {
  clearProjections,
  readRunRow,
  readTaskRow,
  readTaskRows,
  writeRunRow,
  writeTaskRow,
} from '../../../infra/store/projections.ts';
import { applyTaskEvent } from '../../tasks/apply-task-event.ts';
import { applyRunEvent, submittedRun, type RunState } from '../../tasks/run-state.ts';
import { waitingTask, type TaskState } from '../../tasks/task-state.ts';

/** Writes an event into the journal and brings what it projects to up to date, both or neither. */
export const record = ({ store, clock }: Pick<Infra, 'store' | 'clock'>, event: Event): Recorded =>
  store.write(() => {
    const recorded = appendEvent(store, { event, at: clock.now() });
    project(store, recorded);
    return recorded;
  });

/** The run as its events add up, if there is one. */
export function readRunState(store: Store, run: RunId): RunState | null {
  const row = readRunRow(store, run);
  return row ? (JSON.parse(row.state) as RunState) : null;
}

/** The tasks of a run as their events add up, in the order of the graph. */
export const readTaskStates = (store: Store, run: RunId): TaskState[] =>
  readTaskRows(store, run).map((row) => JSON.parse(row.state) as TaskState);

/** One task of a run, if there is one. */
export function readTaskState(store: Store, run: RunId, task: TaskKey): TaskState | null {
  const row = readTaskRow(store, run, task);
  return row ? (JSON.parse(row.state) as TaskState) : null;
}

/** Throws away all projections and makes them again from the journal: the journal alone is the truth. */
export const rebuildProjections = (store: Store): void =>
  store.write(() => {
    clearProjections(store);
    for (const event of [...allEvents(store)]) project(store, event);
  });

function project(store: Store, event: Recorded): void {
  if (event.kind === 'run-submitted') {
    saveRun(store, submittedRun(event), event.seq);
    for (const [position, task] of event.graph.tasks.entries())
      saveTask(store, event.run, position, waitingTask(task.key, event.at));
    return;
  }
  const run = readRunState(store, event.run);
  if (!run) return;
  const next = applyRunEvent(run, event);
  if (next !== run) saveRun(store, next, event.seq);
  if (event.task === undefined) return;
  const row = readTaskRow(store, event.run, event.task);
  if (row) saveTask(store, event.run, row.position, applyTaskEvent(JSON.parse(row.state) as TaskState, event));
}

// An existing row keeps the number that it was submitted with.
const saveRun = (store: Store, state: RunState, seq: number): void =>
  writeRunRow(store, {
    id: state.run,
    repository: state.repository.commonDir,
    status: state.status,
    submitted: seq,
    state: JSON.stringify(state),
  });

const saveTask = (store: Store, run: RunId, position: number, state: TaskState): void =>
  writeTaskRow(store, { run, key: state.key, position, phase: state.phase, state: JSON.stringify(state) });
