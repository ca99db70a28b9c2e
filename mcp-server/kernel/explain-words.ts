import prettyMs from 'pretty-ms';
import type { Problem, Reason } from './failure.ts';
import type { FailureOf } from './result.ts';

/** A failure in words: what happened to what, and what next. */
export interface Explanation {
  message: string;
  hint: string;
}

/** For each of these reasons the words. */
export type Explanations<R extends Reason = Reason> = { [Each in R]: (failure: FailureOf<Each>) => Explanation };

/** Several names as a person lists them: `a, b and c`. After `most` of them, how many more there are. */
export function list(names: readonly string[], most = 8): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return shown.length < 2 ? (shown[0] ?? 'nothing') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}

/** The end of what a program printed, for below a message: at most four lines, each cut at 200 characters; empty for nothing. */
export function tail(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return lines
    .slice(-4)
    .map((line) => `\n  ${line.length > 200 ? `${line.slice(0, 199)}…` : line}`)
    .join('');
}

/** Somebody else's sentence as the end of ours: without line breaks, cut at 300 characters, with one full stop. */
export function quote(detail: string): string {
  const line = detail.replaceAll(/\s+/g, ' ').trim();
  const cut = line.length > 300 ? `${line.slice(0, 299)}…` : line;
  return /[.!?…]$/.test(cut) ? cut : `${cut}.`;
}

/** A span of time as a person says it: `90 seconds` is `1 minute 30 seconds`. */
export const span = (ms: number): string => prettyMs(ms, { verbose: true, secondsDecimalDigits: 0, unitCount: 2 });

/** How a program ended. */
export const ending = (exitCode: number | null): string =>
  exitCode === null ? 'was ended by a signal' : `ended with exit code ${exitCode}`;

/** A point in time, in UTC so that it reads the same in every log: `2026-11-21 14:05 UTC`. */
export const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Problems place by place, a line each. */
export const places = (problems: readonly Problem[]): string =>
  problems.map(({ place, message }) => `\n  ${place}  ${message}`).join('');
