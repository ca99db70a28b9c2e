import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { fail, ok, type Result } from '../../kernel/result.ts';

/**
 * Reads a whole UTF-8 text of at most `mostBytes`. The failure's `detail` is the end of a sentence: `it does not exist`.
 * `plainFile` refuses pipes and devices instead of waiting for what they might say.
 */
export function readText(
  path: string,
  { mostBytes, plainFile }: { mostBytes: number; plainFile: boolean },
): Result<string, 'file-unreadable'> {
  const refuse = (detail: string) => fail({ reason: 'file-unreadable', path, detail });
  let file: number;
  try {
    // NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    file = openSync(path, plainFile ? constants.O_RDONLY | constants.O_NONBLOCK : constants.O_RDONLY);
  } catch (error) {
    return refuse(describeError(error));
  }
  try {
    if (plainFile && !fstatSync(file).isFile()) return refuse('it is not a file');
    const bytes = readUpTo(file, mostBytes + 1);
    if (bytes.length > mostBytes) return refuse(`it is larger than ${Math.floor(mostBytes / 1024)} KiB`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? refuse('it is not a text') : ok(text);
  } catch (error) {
    return refuse(error instanceof TypeError ? 'it is not UTF-8 text' : describeError(error));
  } finally {
    closeSync(file);
  }
}

function readUpTo(file: number, most: number): Buffer {
  const buffer = Buffer.alloc(most);
  let length = 0;
  while (length < most) {
    const read = readSync(file, buffer, length, most - length, null);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

const words: Record<string, string> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** Why a file could not be opened or found, as the end of a sentence. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error && typeof error.code === 'string' ? words[error.code] : undefined) ?? error.message;
}
