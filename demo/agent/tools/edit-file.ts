import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { textOf } from './text-of.ts';

/** Replaces a text that occurs exactly once in a file. */
export function editFile(input: Record<string, unknown>): string {
  const path = resolve(textOf(input, 'file_path'));
  const [before, after] = [textOf(input, 'old_string'), textOf(input, 'new_string')];
  const parts = readFileSync(path, 'utf8').split(before);
  if (parts.length !== 2) throw new Error(`old_string occurs ${parts.length - 1} times in ${path}, not once`);
  writeFileSync(path, parts.join(after));
  return `Edited ${path}`;
}
