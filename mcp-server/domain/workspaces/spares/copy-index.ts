import { copyFileSync, statSync, utimesSync } from 'node:fs';

/**
 * Copies an index with its time, rounded down to milliseconds: git looks into files that are as young as the index that lists
 * them, and a copy of today would spare it the look.
 */
export function copyIndex(from: string, to: string): void {
  copyFileSync(from, to);
  const seconds = Math.floor(statSync(from).mtimeMs) / 1000;
  utimesSync(to, seconds, seconds);
}
