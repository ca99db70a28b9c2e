import type { Event, Recorded } from '../../../kernel/event.ts';
import type { RunId, TaskKey } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';
import { allEvents, appendEvent } from '../../../infra/store/journal.ts';
import type { Store } from '../../../infra/store/open.ts';
import { clearProjections, readRunRow, readTaskRow, writeRunRow, writeTaskRow } from '../../../infra/store/projections.ts';
import { applyTaskEvent } from '../../tasks/apply-task-event.ts';
import { applyRunEvent, changingPart, concernsRun, submittedRun, type RunState } from '../../tasks/run-state.ts';
import { waitingTask, type TaskState } from '../../tasks/task-state.ts';
import { forgetStates, keptTaskStates, runOfRow } from './kept-states.ts';

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
  return row ? runOfRow(store, row) : null;
}

/** The tasks of a run as their events add up, in the order of the graph. Nobody may change what is answered. */
export const readTaskStates = (store: Store, run: RunId): readonly TaskState[] => keptTaskStates(store, run);

/** One task of a run, if there is one. */
export function readTaskState(store: Store, run: RunId, task: TaskKey): TaskState | null {
  const row = readTaskRow(store, run, task);
  return row ? (JSON.parse(row.state) as TaskState) : null;
}

/** Throws away all projections and makes them again from the journal: the journal alone is the truth. */
export const rebuildProjections = (store: Store): void =>
  store.write(() => {
    clearProjections(store);
    forgetStates(store);
    const runs = new Map<RunId, { state: RunState; submitted: number; tasks: Map<TaskKey, TaskState> }>();
    for (const event of allEvents(store)) {
      if (event.kind === 'run-submitted') {
        const tasks = new Map(event.graph.tasks.map(({ key }) => [key, waitingTask(key, event.at)]));
        runs.set(event.run, { state: submittedRun(event), submitted: event.seq, tasks });
      }
      const run = runs.get(event.run);
      if (!run) continue;
      run.state = applyRunEvent(run.state, event);
      const task = event.task === undefined ? undefined : run.tasks.get(event.task);
      if (task) run.tasks.set(task.key, applyTaskEvent(task, event));
    }
    for (const { state, submitted, tasks } of runs.values()) {
      saveRun(store, state, submitted);
      for (const [position, task] of [...tasks.values()].entries()) saveTask(store, state.run, position, task);
    }
  });

function project(store: Store, event: Recorded): void {
  if (event.kind === 'run-submitted') {
    saveRun(store, submittedRun(event), event.seq);
    for (const [position, task] of event.graph.tasks.entries())
      saveTask(store, event.run, position, waitingTask(task.key, event.at));
    return;
  }
  const run = concernsRun(event) ? readRunState(store, event.run) : null;
  const next = run && applyRunEvent(run, event);
  if (next && next !== run) saveRun(store, next, event.seq);
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
    state: JSON.stringify(changingPart(state)),
  });

const saveTask = (store: Store, run: RunId, position: number, state: TaskState): void =>
  writeTaskRow(store, { run, key: state.key, position, phase: state.phase, state: JSON.stringify(state) });
