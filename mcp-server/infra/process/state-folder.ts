import { mkdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { exhaustedBy } from './exhausted.ts';

/** Makes the folder of all state, for this user alone, where it is not there yet. Throws where the machine has run out. */
export function makeStateFolder(path: string): Result<void, 'state-folder-unusable'> {
  if (!isAbsolute(path)) return fail({ reason: 'state-folder-unusable', path, detail: 'it is no absolute path' });
  try {
    makeFolders(path);
    return ok(undefined);
  } catch (error) {
    if (exhaustedBy(error)) throw error;
    return fail({ reason: 'state-folder-unusable', path, detail: error instanceof Error ? error.message : String(error) });
  }
}

// Node's own recursion never ends below a folder that calls new ones not found, as /proc does.
function makeFolders(path: string): void {
  if (isFolder(path)) return;
  makeFolders(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
