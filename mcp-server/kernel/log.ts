import { pino, destination, type Logger } from 'pino';

/** Diagnostic lines for whoever mends fanout: JSON on stderr or in a file. What happened to a run is in the journal. */
export type Log = Logger;

/** A log that appends to `path`, or writes to stderr. `FANOUT_LOG` sets the level (default `info`). */
export const openLog = (path?: string): Log =>
  pino(
    { level: process.env['FANOUT_LOG'] ?? 'info', base: { pid: process.pid } },
    destination({ dest: path ?? 2, sync: true, mkdir: true, append: true }),
  );

/** A log that says nothing, for commands whose output is their answer. */
export const silentLog = (): Log => pino({ level: 'silent' });
