import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file so that nobody ever reads half of it, readable by its owner alone. */
export function writeWhole(path: string, content: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, path);
}

/** Writes a file unless there is one. Answers whether this call wrote it. */
export function writeOnce(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    // A link fails where a file is, and shows a whole one where none was.
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Reads a JSON file, or null where there is none or it is damaged: a bad record is never fatal. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}
