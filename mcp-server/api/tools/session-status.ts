import { z } from 'zod';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { sessionField } from './fields.ts';
import { findSession } from './find-session.ts';
import { outcomeFacts, outcomeOutput, sessionLine } from './session-facts.ts';

/** Where a session stands. */
export const sessionStatus = defineTool({
  name: 'session_status',
  title: 'Say where a session stands',
  description: 'Whether a session runs, and what came of it when it has ended.',
  effect: 'reads',
  input: z.strictObject({ session: sessionField }),
  output: outcomeOutput,
  run: ({ session }, { infra }) => {
    const found = findSession(infra, session);
    return found.ok ? ok(outcomeFacts(found.value)) : found;
  },
  say: sessionLine,
});
