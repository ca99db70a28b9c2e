import { z } from 'zod';
import { interruptSession, sendMessage } from '../../domain/sessions/say-to-session.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { sessionField } from './fields.ts';

/** Says something to a session. */
export const sessionMessage = defineTool({
  name: 'session_message',
  title: 'Say something to a running session',
  description: 'It takes the text up when its present step is done; with `interrupt` it drops what it does first.',
  effect: 'changes',
  input: z.strictObject({ session: sessionField, text: z.string().min(1), interrupt: z.boolean().default(false) }),
  output: z.strictObject({ session: z.string() }),
  run: async ({ session, text, interrupt }, { infra }) => {
    const said = await (interrupt ? interruptSession : sendMessage)(infra, { session, text });
    return said.ok ? ok({ session }) : said;
  },
  say: ({ session }) => `Session ${session} has the message.`,
});
