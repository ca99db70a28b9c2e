import type { Store } from './open.ts';

/** A run as the journal adds up to it; `state` is what the domain made of it. */
export interface RunRow {
  id: string;
  repository: string;
  status: string;
  /** The number of the event that submitted it. */
  submitted: number;
  state: string;
}

/** A task as the journal adds up to it. */
export interface TaskRow {
  run: string;
  key: string;
  position: number;
  phase: string;
  state: string;
}

/** The run with this id, if there is one. */
export const readRunRow = (store: Store, id: string): RunRow | undefined =>
  store.db.prepare('SELECT * FROM run WHERE id = ?').get(id) as RunRow | undefined;

/** Runs, newest first: of one repository (its common directory), or in some of the statuses. */
export const listRunRows = (
  store: Store,
  { repository, statuses }: { repository?: string | undefined; statuses?: string[] },
): RunRow[] =>
  store.db
    .prepare(
      `SELECT * FROM run WHERE (@repository IS NULL OR repository = @repository)
       AND (@statuses IS NULL OR status IN (SELECT value FROM json_each(@statuses))) ORDER BY submitted DESC`,
    )
    .all({ repository: repository ?? null, statuses: statuses ? JSON.stringify(statuses) : null }) as RunRow[];

/** Writes a run's row, new or changed. */
export function writeRunRow(store: Store, row: RunRow): void {
  store.db
    .prepare(
      `INSERT INTO run (id, repository, status, submitted, state) VALUES (@id, @repository, @status, @submitted, @state)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, state = excluded.state`,
    )
    .run(row);
}

/** The tasks of a run, in the order of its graph. */
export const readTaskRows = (store: Store, run: string): TaskRow[] =>
  store.db.prepare('SELECT * FROM task WHERE run = ? ORDER BY position').all(run) as TaskRow[];

/** The tasks of a run that any event after a sequence number is about. */
export const readTaskRowsSince = (store: Store, { run, after }: { run: string; after: number }): TaskRow[] =>
  store.db
    .prepare('SELECT * FROM task WHERE run = @run AND key IN (SELECT task FROM event WHERE run = @run AND seq > @after)')
    .all({ run, after }) as TaskRow[];

/** Where each task of a run stands, in the order of its graph. */
export const readTaskPhases = (store: Store, run: string): Pick<TaskRow, 'key' | 'phase'>[] =>
  store.db.prepare('SELECT key, phase FROM task WHERE run = ? ORDER BY position').all(run) as Pick<TaskRow, 'key' | 'phase'>[];

/** One task of a run, if there is one. */
export const readTaskRow = (store: Store, run: string, key: string): TaskRow | undefined =>
  store.db.prepare('SELECT * FROM task WHERE run = ? AND key = ?').get(run, key) as TaskRow | undefined;

/** Writes a task's row, new or changed. */
export function writeTaskRow(store: Store, row: TaskRow): void {
  store.db
    .prepare(
      `INSERT INTO task (run, key, position, phase, state) VALUES (@run, @key, @position, @phase, @state)
       ON CONFLICT (run, key) DO UPDATE SET phase = excluded.phase, state = excluded.state`,
    )
    .run(row);
}

/** Empties the projections, for a rebuild from the journal. */
export function clearProjections(store: Store): void {
  store.db.exec('DELETE FROM task; DELETE FROM run;');
}
