import { z } from 'zod';
import { stopSession } from '../../domain/sessions/stop-session.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { sessionField } from './fields.ts';
import { findSession } from './find-session.ts';
import { outcomeFacts, outcomeOutput, sessionLine } from './session-facts.ts';

/** Stops a session. */
export const sessionStop = defineTool({
  name: 'session_stop',
  title: 'Stop a session',
  description:
    'Ends a session with every process it started. What it wrote stays in its worktree; session_launch with `resumes` goes on with it.',
  effect: 'destroys',
  input: z.strictObject({ session: sessionField }),
  output: outcomeOutput,
  run: async ({ session }, { infra }) => {
    const known = findSession(infra, session);
    if (!known.ok) return known;
    await stopSession(infra, { session });
    const found = findSession(infra, session);
    return found.ok ? ok(outcomeFacts(found.value)) : found;
  },
  say: sessionLine,
});
