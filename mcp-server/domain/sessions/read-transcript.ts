import { sessionFiles } from './session-files.ts';
import { FileTail } from './stream/file-tail.ts';
import { sayEvent, type TranscriptLine } from './stream/say-event.ts';

export type { TranscriptLine } from './stream/say-event.ts';

/** What a session said and did since a place in its transcript. */
export interface Transcript {
  lines: TranscriptLine[];
  /** The place to read on from. */
  next: number;
}

/** Reads the transcript of a session's directory from a place on (0 is its beginning), as far as whole lines stand there. */
export function readTranscript(directory: string, { from = 0 }: { from?: number } = {}): Transcript {
  const lines: TranscriptLine[] = [];
  const unread = (text: string) => lines.push({ kind: 'failed', at: null, text });
  const tail = new FileTail(
    sessionFiles(directory).output,
    {
      onEvent: (event) => lines.push(...sayEvent(event)),
      onMalformed: () => unread('(a line that is no event)'),
      onOversize: () => unread('(a line too long to show)'),
    },
    from,
  );
  tail.read();
  return { lines, next: tail.place };
}
