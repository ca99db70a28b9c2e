import type { Infra } from '../../infra/infra.ts';
import type { SessionId } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { appendInput, interruptLine, userLine, type InputLine } from './session-input.ts';
import { readState } from './session-state.ts';
import { readSession } from './session-table.ts';

/** Why nothing could be said to a session. */
export type Unheard = 'session-unknown' | 'session-ended' | 'lock-busy';

/** Says something to a running session. It takes it up as soon as its present request and tool are done. */
export const sendMessage = (
  infra: Infra,
  { session, text }: { session: SessionId; text: string },
): Promise<Result<void, Unheard>> => say(infra, session, [userLine(text)]);

/**
 * Interrupts what a running session does. With a text it goes on with that; without one it ends, and its conversation can be
 * resumed.
 */
export const interruptSession = (
  infra: Infra,
  { session, text }: { session: SessionId; text?: string | undefined },
): Promise<Result<void, Unheard>> =>
  say(infra, session, text === undefined ? [interruptLine()] : [interruptLine(), userLine(text)]);

/** The folder of a session that something can be said to now. */
export function expectListener(
  infra: Infra,
  session: SessionId,
): Result<{ directory: string }, 'session-unknown' | 'session-ended'> {
  const row = readSession(infra.store, session);
  if (row === null) return fail({ reason: 'session-unknown', session });
  const isRunning = row.endedAt === null && readState(row.directory).kind === 'running';
  return isRunning ? ok({ directory: row.directory }) : fail({ reason: 'session-ended', session });
}

async function say(infra: Infra, session: SessionId, lines: InputLine[]): Promise<Result<void, Unheard>> {
  const listener = expectListener(infra, session);
  if (!listener.ok) return listener;
  const appended = await appendInput(infra.clock, { directory: listener.value.directory, lines });
  if (!appended.ok) return appended;
  return appended.value ? ok(undefined) : fail({ reason: 'session-ended', session });
}
