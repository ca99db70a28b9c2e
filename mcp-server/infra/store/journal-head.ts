import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** The last record of the journal: its number and its sum. */
export interface Head {
  seq: number;
  sum: string;
}

const schema = z.object({ seq: z.int().positive(), sum: z.string().min(1) });

/** The file beside a store that tells where its journal ended. */
const headPath = (store: string): string => `${store}-head`;

/**
 * Notes the end of the journal of the store at `store`. A chain of sums cannot show that its last links are gone; this note
 * can. It is written after its record is on the disk, so it may lag behind after a kill and never runs ahead. What keeps it
 * from being written, such as a full disk, only makes it lag.
 */
export function writeHead(store: string, { seq, sum }: Head): void {
  try {
    const file = openSync(headPath(store), constants.O_WRONLY | constants.O_CREAT, 0o600);
    // Of one length, so that a later note covers an earlier one wholly.
    writeSync(file, `${JSON.stringify({ seq, sum }).padEnd(95)}\n`, 0);
    closeSync(file);
  } catch {
    // It lags.
  }
}

/** The noted end, or null where none was noted or the note is torn. */
export function readHead(store: string): Head | null {
  try {
    return schema.parse(JSON.parse(readFileSync(headPath(store), 'utf8')));
  } catch {
    return null;
  }
}
