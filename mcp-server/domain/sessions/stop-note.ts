import type { Stop } from './agents/evidence.ts';
import { readJson, writeOnce } from './record-files.ts';
import { sessionFiles } from './session-files.ts';

/** Notes why a session is ended, before it is. The first note stands. */
export const noteStop = (directory: string, note: Stop): boolean =>
  writeOnce(sessionFiles(directory).stop, `${JSON.stringify(note)}\n`);

/** Reads why a session was ended, or null when nobody ended it. */
export const readStop = (directory: string): Stop | null => readJson(sessionFiles(directory).stop) as Stop | null;
