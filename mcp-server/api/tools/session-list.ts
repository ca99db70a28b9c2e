import { z } from 'zod';
import { listSessions } from '../../domain/sessions/list-sessions.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { runField } from './fields.ts';
import { sessionFacts, sessionLine, sessionOutput } from './session-facts.ts';

/** Lists sessions. */
export const sessionList = defineTool({
  name: 'session_list',
  title: 'List sessions',
  description: 'The newest sessions of this machine, or of one run, newest first.',
  effect: 'reads',
  input: z.strictObject({ run: runField.optional(), most: z.int().min(1).max(200).default(20) }),
  output: z.strictObject({ sessions: z.array(sessionOutput), total: z.int() }),
  run: ({ run, most }, { infra }) => {
    const all = listSessions(infra, run === undefined ? {} : { run }).toReversed();
    return ok({ sessions: all.slice(0, most).map(sessionFacts), total: all.length });
  },
  say: ({ sessions }) => sessions.map(sessionLine).join('\n') || 'There is no session.',
});
