import type { Infra } from '../../infra/infra.ts';
import type { RunId } from '../../kernel/model.ts';
import { readState } from './session-state.ts';
import { readSessions, type SessionRow } from './session-table.ts';

/** A session with whether it runs at this moment. */
export interface ListedSession extends SessionRow {
  isRunning: boolean;
}

/** All sessions of this machine, or those of one run, in the order of their launch. */
export const listSessions = ({ store }: Pick<Infra, 'store'>, { run }: { run?: RunId } = {}): ListedSession[] =>
  readSessions(store, run === undefined ? {} : { run }).map((row) =>
    Object.assign(row, { isRunning: row.endedAt === null && readState(row.directory).kind === 'running' }),
  );
