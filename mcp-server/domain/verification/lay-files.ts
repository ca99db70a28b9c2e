import { closeSync, constants, lstatSync, mkdirSync, openSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Evidence } from '../../kernel/model.ts';
import { refusePath } from './refuse-path.ts';

/** Files that were laid into a folder, and the way back. */
export type Laid = { refused: null; takeBack: () => void } | { refused: string };

/** Lays files into a folder. All or none: when one is refused, those before it are taken back and the reason is told. */
export function layFiles(root: string, files: Evidence['files']): Laid {
  const undo: (() => void)[] = [];
  const takeBack = () => {
    for (const step of undo.toReversed()) step();
  };
  for (const { path, content } of files) {
    const refused = refusePath(root, path) ?? tryLay(join(root, path), { root, content, undo });
    if (refused === null) continue;
    takeBack();
    return { refused: `${JSON.stringify(path)}: ${refused}` };
  }
  return { refused: null, takeBack };
}

interface Laying {
  root: string;
  content: string;
  undo: (() => void)[];
}

function tryLay(path: string, laying: Laying): string | null {
  try {
    return lay(path, laying);
  } catch (error) {
    // A file stands where a folder is wanted, the name is too long for the file system, …
    return error instanceof Error ? error.message : String(error);
  }
}

function lay(path: string, { root, content, undo }: Laying): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile()) return 'something that is no file is there';
  for (const folder of missingFolders(dirname(path), root)) {
    mkdirSync(folder);
    undo.push(() => removeIfEmpty(folder));
  }
  if (found) {
    const before = readFileSync(path);
    undo.push(() => write(path, before));
  } else {
    undo.push(() => rmSync(path, { force: true }));
  }
  write(path, content);
  return null;
}

function missingFolders(folder: string, root: string): string[] {
  if (folder === root || lstatSync(folder, { throwIfNoEntry: false })) return [];
  return [...missingFolders(dirname(folder), root), folder];
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The command put something of its own there; the status afterwards shows it.
  }
}

function write(path: string, content: string | Buffer): void {
  // NOFOLLOW: a link that took the file's place in the meantime must not lead the bytes elsewhere.
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, 0o644);
  try {
    writeFileSync(file, content);
  } finally {
    closeSync(file);
  }
}
