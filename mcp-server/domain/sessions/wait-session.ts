import type { Infra } from '../../infra/infra.ts';
import type { SessionId } from '../../kernel/model.ts';
import { endTree, stopGraceMs } from './end-tree.ts';
import { followSession } from './follow-session.ts';
import { readLaunch } from './launch-record.ts';
import { noSpending, type SessionOutcome } from './outcome.ts';
import { sessionFiles } from './session-files.ts';
import { readSession } from './session-table.ts';
import { settleSession } from './settle-session.ts';
import { noteStop } from './stop-note.ts';
import { FileTail } from './stream/file-tail.ts';
import { SessionDigest } from './stream/session-digest.ts';
import type { StreamEvent } from './stream/stream-event.ts';

export type { SessionOutcome } from './outcome.ts';

/** What to wait for. */
export interface Wait {
  session: SessionId;
  /** Ends the waiting, not the session. */
  signal?: AbortSignal | undefined;
  /** Told each event of the transcript, from its beginning. */
  onLine?: ((event: StreamEvent) => void) | undefined;
}

// Servers that an agent left running get this long to shut down.
const leaveGraceMs = 2000;

/**
 * Waits for a session to end, and ends it where it is silent or under way for too long. Ends its input after the final answer,
 * then whatever processes it left, and keeps the outcome. Needs nothing but the session's files: any process may start waiting
 * at any time, also for a session that ended long ago. An abort answers `session-stopped` and leaves the session as it is.
 */
export async function waitSession(infra: Infra, { session, signal, onLine }: Wait): Promise<SessionOutcome> {
  const row = readSession(infra.store, session);
  if (row?.outcome) return row.outcome;
  const record = row && readLaunch(row.directory);
  if (!row || !record) throw new Error(`Session ${session} was never launched`);
  const { directory } = row;
  const digest = new SessionDigest();
  const tail = new FileTail(sessionFiles(directory).output, {
    onEvent: (event) => {
      digest.add(event);
      onLine?.(event);
    },
    onMalformed: () => (digest.malformed += 1),
    onOversize: () => (digest.oversized += 1),
  });
  const end = await followSession(infra, { record, directory, digest, tail, signal });
  if (end.why === 'called-off') {
    const failure = { reason: 'session-stopped', session, keptAt: record.cwd } as const;
    return { session, spending: noSpending, failure, text: '', structured: null, denials: [], lastText: digest.lastText };
  }
  if (end.why !== 'ended') noteStop(directory, { because: end.why, ranMs: end.ranMs });
  await endTree(infra.clock, { record, directory, graceMs: end.why === 'ended' ? leaveGraceMs : stopGraceMs });
  tail.end();
  return settleSession(infra, { record, directory, digest });
}
