import type { RunId, TaskKey } from '../../../kernel/model.ts';
import { lastSeq, readEvent } from '../../../infra/store/journal.ts';
import type { Store } from '../../../infra/store/open.ts';
import { readTaskRows, readTaskRowsSince, type RunRow, type TaskRow } from '../../../infra/store/projections.ts';
import { submittedRun, type RunState } from '../../tasks/run-state.ts';
import type { TaskState } from '../../tasks/task-state.ts';

interface Kept {
  submissions: Map<string, RunState>;
  tasks: Map<RunId, { seq: number; states: TaskState[]; places: Map<TaskKey, number> }>;
}

const kept = new WeakMap<Store, Kept>();
// Runs that are looked at side by side; a thousand tasks of one take a few megabytes.
const mostRuns = 8;

/** The run of a row. What it was submitted with is read from the journal once and kept; nobody may change what is answered. */
export function runOfRow(store: Store, row: RunRow): RunState {
  const { submissions } = keptOf(store);
  const submission = submissions.get(row.id) ?? readSubmission(store, row);
  remember(submissions, row.id, submission);
  return { ...submission, ...(JSON.parse(row.state) as Partial<RunState>) };
}

/**
 * The tasks of a run, of which only those are read again that an event was about since the last call: a run of a thousand tasks
 * is looked at ten times a second. Nobody may change what is answered.
 */
export function keptTaskStates(store: Store, run: RunId): TaskState[] {
  // What a transaction sees may be rolled back, and its numbers given to other events.
  if (store.db.inTransaction) return readTaskRows(store, run).map(parse);
  const { tasks } = keptOf(store);
  // The number first: what is written in between is read twice instead of never.
  const seq = lastSeq(store, run);
  const last = tasks.get(run);
  // A journal that was mended may be shorter than it was.
  const known = last && last.seq <= seq ? last : undefined;
  if (known?.seq === seq) return known.states;
  const states = known ? [...known.states] : readTaskRows(store, run).map(parse);
  const places = known?.places ?? new Map(states.map(({ key }, place) => [key, place]));
  if (known) {
    for (const state of readTaskRowsSince(store, { run, after: known.seq }).map(parse)) {
      const place = places.get(state.key);
      if (place !== undefined) states[place] = state;
    }
  }
  remember(tasks, run, { seq, states, places });
  return states;
}

/** Forgets what is kept of a store whose projections are made again. */
export const forgetStates = (store: Store): void => void kept.delete(store);

const parse = (row: TaskRow): TaskState => JSON.parse(row.state) as TaskState;

function readSubmission(store: Store, { submitted }: RunRow): RunState {
  const event = readEvent(store, submitted);
  if (event?.kind !== 'run-submitted') throw new Error(`Event ${submitted} of the journal submits no run`);
  return submittedRun(event);
}

function keptOf(store: Store): Kept {
  const found = kept.get(store) ?? { submissions: new Map<string, RunState>(), tasks: new Map() };
  kept.set(store, found);
  return found;
}

/** Keeps a value as the newest, and lets the oldest go. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const [oldest] of map) if (map.size > mostRuns) map.delete(oldest);
}
