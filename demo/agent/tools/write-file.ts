import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { textOf } from './text-of.ts';

/** Writes a whole file, and the folders that it needs. */
export function writeFile(input: Record<string, unknown>): string {
  const path = resolve(textOf(input, 'file_path'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, textOf(input, 'content'));
  return `Wrote ${path}`;
}
