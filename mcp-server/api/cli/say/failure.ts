import { explain } from '../../../kernel/explain.ts';
import type { Failure } from '../../../kernel/failure.ts';
import { sanitiseText } from '../terminal/sanitise.ts';
import { wrapText } from '../terminal/wrap-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A failure as a machine reads it: what happened, what to do, and every fact. */
export interface FailureJson extends Record<string, unknown> {
  reason: string;
  message: string;
  hint: string;
}

/** A failure for a machine. */
export const failureJson = (failure: Failure): FailureJson => ({ ...failure, ...explain(failure) });

/** A failure in two parts for people: what happened, and below it, indented, what to do. */
export function failureText(failure: Failure): string {
  const { message, hint } = explain(failure);
  const [first = '', ...rest] = sanitiseText(message).split('\n');
  return [first, ...rest.map(indent), ...sanitiseText(hint).split('\n').filter(Boolean).map(indent)].join('\n');
}

/** Says on stderr that a command failed: as JSON where JSON was asked for. */
export const complainAbout = (terminal: Terminal, { failure, json }: { failure: Failure; json: boolean }): void =>
  terminal.complain(json ? JSON.stringify({ error: failureJson(failure) }) : wrapText(failureText(failure), terminal.columns()));

const indent = (line: string): string => `  ${line}`;
