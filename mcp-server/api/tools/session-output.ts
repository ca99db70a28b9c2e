import { z } from 'zod';
import { readTranscript } from '../../domain/sessions/read-transcript.ts';
import { sessionFiles } from '../../domain/sessions/session-files.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { sessionField } from './fields.ts';
import { findSession } from './find-session.ts';

const lineCharacters = 400;

/** What a session said and did. */
export const sessionOutput = defineTool({
  name: 'session_output',
  title: 'Read what a session says and does',
  description:
    "The last lines of a session's transcript since `from`, each cut at 400 characters; pass `next` as the next `from`. The whole is in the file `path`.",
  effect: 'reads',
  input: z.strictObject({ session: sessionField, from: z.int().min(0).default(0), most: z.int().min(1).max(200).default(40) }),
  output: z.strictObject({ lines: z.array(z.string()), skipped: z.int(), next: z.int(), path: z.string() }),
  run: ({ session, from, most }, { infra }) => {
    const found = findSession(infra, session);
    if (!found.ok) return found;
    const { lines, next } = readTranscript(found.value.directory, { from });
    const shown = lines.slice(-most).map(({ kind, text }) => `${kind}: ${text}`.slice(0, lineCharacters));
    return ok({ lines: shown, skipped: lines.length - shown.length, next, path: sessionFiles(found.value.directory).output });
  },
  say: ({ lines }) => lines.join('\n') || 'Nothing new.',
});
