import { closeSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../kernel/model.ts';
import { makerMark } from '../process/maker.ts';

/** A file in the git directory that says that a process of ours is changing refs. */
export interface Note {
  path: string;
  /** Who left it. */
  mark: string;
  /** When, by the clock that dates the locks. */
  atMs: number;
}

const prefix = 'fanout-refs-';
let count = 0;

/** Leaves a note, or answers null where nothing can be written; git then says why. */
export function leaveNote({ commonDir }: Repository): Note | null {
  const mark = makerMark();
  const path = join(commonDir, `${prefix}${mark}.${(count += 1)}`);
  try {
    closeSync(openSync(path, 'w'));
    return { path, mark, atMs: dateOf(path) };
  } catch {
    return null;
  }
}

/** All notes in a git directory. */
export const notesIn = (repository: Repository): Note[] =>
  namesIn(repository)
    .filter((name) => name.startsWith(prefix))
    .map((name) => {
      const path = join(repository.commonDir, name);
      return { path, mark: name.slice(prefix.length).replace(/\.\d+$/, ''), atMs: dateOf(path) };
    });

function namesIn({ commonDir }: Repository): string[] {
  try {
    return readdirSync(commonDir);
  } catch {
    // No git directory any more, of which git speaks.
    return [];
  }
}

/** Since the epoch; 0 for what is gone. */
const dateOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
