import { readJson, writeOnce } from './record-files.ts';
import { sessionFiles } from './session-files.ts';
import type { Bite } from './watchdog.ts';

/** Why a session did not end by itself. */
export interface StopNote {
  because: 'stopped' | 'unfenced' | Bite;
  /** How long it ran until then. */
  ranMs: number;
}

/** Notes why a session is ended, before it is. The first note stands. */
export const noteStop = (directory: string, note: StopNote): boolean =>
  writeOnce(sessionFiles(directory).stop, `${JSON.stringify(note)}\n`);

/** Reads why a session was ended, or null when nobody ended it. */
export const readStop = (directory: string): StopNote | null => readJson(sessionFiles(directory).stop) as StopNote | null;
