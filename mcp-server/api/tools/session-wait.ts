import { z } from 'zod';
import { waitSession } from '../../domain/sessions/wait-session.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { patienceField, sessionField } from './fields.ts';
import { findSession } from './find-session.ts';
import { outcomeFacts, outcomeOutput, sessionLine } from './session-facts.ts';

// Clients give a silent call up after a while; one line in a minute keeps it.
const aliveEveryMs = 20_000;

/** Waits for a session. */
export const sessionWait = defineTool({
  name: 'session_wait',
  title: 'Wait for a session',
  description:
    'Waits until a session ends and answers what came of it; after `seconds` it answers where it stands, and the session goes on.',
  effect: 'reads',
  input: z.strictObject({ session: sessionField, seconds: patienceField }),
  output: outcomeOutput,
  run: async ({ session, seconds }, { infra, signal, progress }) => {
    const known = findSession(infra, session);
    if (!known.ok) return known;
    const alive = setInterval(() => progress(`session ${session} works`), aliveEveryMs);
    try {
      await waitSession(infra, { session, signal: AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]) });
    } finally {
      clearInterval(alive);
    }
    const found = findSession(infra, session);
    return found.ok ? ok(outcomeFacts(found.value)) : found;
  },
  say: sessionLine,
});
