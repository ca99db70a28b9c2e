import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makerMark, stateOfMaker } from './maker.ts';

const named = /^fanout-(\d+-[0-9a-z]+-[0-9a-z]+)-[^-]+$/;
let isTidied = false;

/**
 * Runs `work` with a folder that is removed afterwards. Its name says which process made it, so that the folders of those that
 * were killed are removed by one that comes after them.
 */
export async function withPassingFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  if (!isTidied) removePassedFolders();
  isTidied = true;
  const folder = mkdtempSync(join(tmpdir(), `fanout-${makerMark()}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// What a process in another container does cannot be seen, but it does not take this long.
const mostMs = 3_600_000;

/** Removes the folders of processes that were killed. Those of other people stay. */
export function removePassedFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const mark = named.exec(name)?.[1];
    const state = mark === undefined ? 'alive' : stateOfMaker(mark);
    const path = join(tmpdir(), name);
    try {
      if (state === 'gone' || (state === 'unknown' && Date.now() - statSync(path).mtimeMs > mostMs))
        rmSync(path, { recursive: true, force: true });
    } catch {
      // Somebody else's, or gone in between.
    }
  }
}
