import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest } from '../../kernel/id.ts';
import { identify } from './identity.ts';

const named = /^fanout-(\d+)-([0-9a-z]+)-[^-]+$/;
let own: string | undefined;

/**
 * Runs `work` with a folder that is removed afterwards. Its name says which process made it, so that the folders of those that
 * were killed are removed by one that comes after them.
 */
export async function withPassingFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  own ??= claim();
  const folder = mkdtempSync(join(tmpdir(), own));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The beginning of the names of this process's folders. Those of dead processes go first. */
function claim(): string {
  removePassedFolders();
  return `fanout-${process.pid}-${print(identify(process.pid)?.startedAt ?? '')}-`;
}

// What a process in another container does cannot be seen, but it does not take this long.
const leastAgeMs = 3_600_000;

/** Removes the folders of dead processes once they are an hour old. Those of other people stay. */
function removePassedFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid = '', start = ''] = named.exec(name) ?? [];
    if (pid === '' || print(identify(Number(pid))?.startedAt ?? '') === start) continue;
    const path = join(tmpdir(), name);
    try {
      if (Date.now() - statSync(path).mtimeMs > leastAgeMs) rmSync(path, { recursive: true, force: true });
    } catch {
      // Somebody else's, or gone in between.
    }
  }
}

const print = (startedAt: string): string => digest(startedAt, 8);
