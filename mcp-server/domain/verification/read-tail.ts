import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The last lines of a file, at most `bytes` of them. Empty when the file cannot be read. */
export function readTail(path: string, { lines = 60, bytes = 8000 }: { lines?: number; bytes?: number } = {}): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, bytes));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    closeSync(file);
  }
}
