import { readEnd } from '../../infra/process/read-end.ts';

/** The last lines of a file, at most `bytes` of them. Empty when the file cannot be read. */
export const readTail = (path: string, { lines = 60, bytes = 8000 }: { lines?: number; bytes?: number } = {}): string =>
  readEnd(path, bytes).trimEnd().split('\n').slice(-lines).join('\n');
