import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { textOf } from './text-of.ts';

/** A file with a number and a tab before each line, as Claude Code shows it. */
export const readFile = (input: Record<string, unknown>): string =>
  readFileSync(resolve(textOf(input, 'file_path')), 'utf8')
    .split('\n')
    .map((line, index) => `${index + 1}\t${line}`)
    .join('\n');
