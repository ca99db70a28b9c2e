import { listSessions, type ListedSession } from '../../domain/sessions/list-sessions.ts';
import type { Infra } from '../../infra/infra.ts';
import type { SessionId } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** The session that was named. */
export function findSession(infra: Infra, session: SessionId): Result<ListedSession, 'session-unknown'> {
  const found = listSessions(infra).find(({ id }) => id === session);
  return found ? ok(found) : fail({ reason: 'session-unknown', session });
}
