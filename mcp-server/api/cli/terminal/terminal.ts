import { styleText } from 'node:util';
import type { Readable, Writable } from 'node:stream';

/** What a style is called by `util.styleText`. */
export type Format = Parameters<typeof styleText>[0];

/** Colours a text, or returns it as it is where colour is not wanted. */
export type Paint = (format: Format, text: string) => string;

/** The three streams of the command line, and what the one who reads them can take. */
export interface Terminal {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  /** A person sits there: they can be asked. */
  isInteractive: boolean;
  /** Lines may be drawn over: stdout is a terminal that understands cursor movement. */
  mayMove: boolean;
  paint: Paint;
  /** Columns of the terminal, or null where there is none and lines may be as long as they like. */
  columns(): number | null;
  rows(): number;
  /** Writes a text and a line break to stdout. */
  print(text: string): void;
  /** Writes a text and a line break to stderr. */
  complain(text: string): void;
}

/** Streams as Node hands them out: the fields of a terminal are there only when one is. */
export type In = Readable & { isTTY?: boolean };
export type Out = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/** Reads off the streams and the environment what kind of place this is. */
export function openTerminal(
  streams: { stdin: In; stdout: Out; stderr: Out },
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const { stdin, stdout, stderr } = streams;
  const isDumb = environment['TERM'] === 'dumb';
  return {
    stdin,
    stdout,
    stderr,
    isInteractive: stdin.isTTY === true && stdout.isTTY === true,
    mayMove: stdout.isTTY === true && !isDumb,
    // styleText looks at the stream, NO_COLOR, FORCE_COLOR and TERM by itself.
    paint: (format, text) => styleText(format, text, { stream: stdout }),
    columns: () => (stdout.isTTY ? (stdout.columns ?? 80) : null),
    rows: () => stdout.rows ?? 24,
    print: (text) => void stdout.write(`${text}\n`),
    complain: (text) => void stderr.write(`${text}\n`),
  };
}
