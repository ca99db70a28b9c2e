import type { Infra } from '../../infra/infra.ts';
import type { SessionId } from '../../kernel/model.ts';
import { endTree, stopGraceMs } from './end-tree.ts';
import { readLaunch } from './launch-record.ts';
import { noSpending, type SessionOutcome } from './outcome.ts';
import { readState } from './session-state.ts';
import { readSession } from './session-table.ts';
import { noteStop } from './stop-note.ts';
import { waitSession } from './wait-session.ts';

/**
 * Stops a session with all its processes and answers what came of it. What it wrote stays in its worktree, and its conversation
 * can be resumed. A session that has ended already keeps its outcome; one that was never launched answers `session-stopped`.
 */
export async function stopSession(infra: Infra, { session }: { session: SessionId }): Promise<SessionOutcome> {
  const row = readSession(infra.store, session);
  const record = row && readLaunch(row.directory);
  if (!row || !record) {
    const failure = { reason: 'session-stopped', session, keptAt: row?.worktree ?? '' } as const;
    return { session, spending: noSpending, failure, text: '', structured: null, denials: [], lastText: '' };
  }
  if (row.outcome === null && readState(row.directory).kind !== 'ended') {
    noteStop(row.directory, { because: 'stopped', ranMs: 0 });
    await endTree(infra.clock, { record, directory: row.directory, graceMs: stopGraceMs });
  }
  return waitSession(infra, { session });
}
