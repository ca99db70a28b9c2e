import { closeSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';

/**
 * Shortens a file that has grown beyond `mostBytes` to whole lines of its beginning and its end, with `gap` between them, and
 * answers whether it did. What still writes to it goes on writing to the long one, which is gone with it.
 */
export function capFile(path: string, { mostBytes, gap }: { mostBytes: number; gap: (leftOutBytes: number) => string }): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= mostBytes) return false;
  const quarter = Math.floor(mostBytes / 4);
  const file = openSync(path, 'r');
  const draft = `${path}.new`;
  const short = openSync(draft, 'w', 0o600);
  try {
    const head = readAt(file, 0, quarter);
    const tail = readAt(file, size - quarter * 3, quarter * 3);
    const start = head.subarray(0, head.lastIndexOf(newline) + 1);
    const end = tail.subarray(tail.indexOf(newline) + 1);
    for (const part of [start, Buffer.from(`${gap(size - start.length - end.length)}\n`), end]) writeSync(short, part);
  } finally {
    closeSync(file);
    closeSync(short);
  }
  renameSync(draft, path);
  return true;
}

const newline = 10;

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
}
