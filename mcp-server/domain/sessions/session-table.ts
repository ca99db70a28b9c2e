import type { Store } from '../../infra/store/open.ts';
import type { RunId, SessionId, Stage, TaskKey } from '../../kernel/model.ts';
import type { LaunchRecord } from './launch-record.ts';
import type { SettledOutcome } from './outcome.ts';

/** A session as the store lists it. Times are in milliseconds since 1970; without an end it runs, or nobody looked yet. */
export interface SessionRow {
  id: SessionId;
  run: RunId | null;
  task: TaskKey | null;
  stage: Stage;
  directory: string;
  worktree: string;
  launchedAt: number;
  endedAt: number | null;
  outcome: SettledOutcome | null;
}

interface Stored extends Omit<SessionRow, 'outcome'> {
  outcome: string | null;
}

const columns = 'id, run, task, stage, directory, worktree, launched_at AS launchedAt, ended_at AS endedAt, outcome';

/** Lists a session before it is started, so that no process is ever without a row. */
export function registerSession(store: Store, launch: LaunchRecord & { directory: string; at: number }): void {
  store.write(() =>
    store.db
      .prepare(
        'INSERT OR IGNORE INTO session (id, run, task, stage, directory, worktree, launched_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(launch.session, launch.run, launch.task, launch.stage, launch.directory, launch.cwd, launch.at),
  );
}

/** One session, or null when it is unknown. */
export function readSession(store: Store, session: SessionId): SessionRow | null {
  const row = store.db.prepare<[string], Stored>(`SELECT ${columns} FROM session WHERE id = ?`).get(session);
  return row === undefined ? null : parse(row);
}

/** All sessions, or those of a run, in the order of their launch. */
export function readSessions(store: Store, { run }: { run?: RunId } = {}): SessionRow[] {
  const [where, values] = run === undefined ? ['', []] : ['WHERE run = ?', [run]];
  return store.db
    .prepare<string[], Stored>(`SELECT ${columns} FROM session ${where} ORDER BY launched_at, id`)
    .all(...values)
    .map(parse);
}

/** Keeps the outcome of a session. The first one stands; it is answered to whoever comes later. */
export function keepOutcome(
  store: Store,
  { session, outcome, at }: { session: SessionId; outcome: SettledOutcome; at: number },
): SettledOutcome {
  return store.write(() => {
    store.db
      .prepare('UPDATE session SET ended_at = ?, outcome = ? WHERE id = ? AND outcome IS NULL')
      .run(at, JSON.stringify(outcome), session);
    return readSession(store, session)?.outcome ?? outcome;
  });
}

const parse = (row: Stored): SessionRow => ({
  ...row,
  outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as SettledOutcome),
});
