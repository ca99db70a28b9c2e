import { readFileSync } from 'node:fs';
import { shipped } from '../../../kernel/installation.ts';

/** The version of fanout, as its package.json has it. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(shipped('package.json'), 'utf8')) as { version: string };
  return version;
}
