import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { withLock } from '../../infra/store/lock.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Result } from '../../kernel/result.ts';
import { writeOnce } from './record-files.ts';
import { sessionFiles } from './session-files.ts';

/** A line of a session's input with the id that the agent acknowledges it by. */
export interface InputLine {
  id: string;
  line: string;
}

/** Something said to the agent. */
export function userLine(text: string): InputLine {
  const id = randomUUID();
  return { id, line: `${JSON.stringify({ type: 'user', uuid: id, message: { role: 'user', content: text } })}\n` };
}

/** Asks the agent to stop what it does at the moment. */
export function interruptLine(): InputLine {
  const id = randomUUID();
  return { id, line: `${JSON.stringify({ type: 'control_request', request_id: id, request: { subtype: 'interrupt' } })}\n` };
}

// Whoever holds it appends a line or writes a mark: milliseconds.
const patienceMs = 10_000;

/** Appends to the input of a session, all lines or none. Answers false when the input has ended. */
export const appendInput = (
  clock: Clock,
  { directory, lines }: { directory: string; lines: InputLine[] },
): Promise<Result<boolean, 'lock-busy'>> => {
  const files = sessionFiles(directory);
  return withLock(clock, { path: files.inputLock, patienceMs }, async () => {
    if (existsSync(files.inputEnded)) return false;
    appendFileSync(files.input, lines.map(({ line }) => line).join(''));
    return true;
  });
};

/**
 * Ends the input of a session unless somebody said something that the agent has not taken up yet. Answers whether it is ended.
 * From then on nothing can be appended, so nothing that was accepted is lost.
 */
export async function endInput(
  clock: Clock,
  { directory, isTaken }: { directory: string; isTaken: (id: string) => boolean },
): Promise<boolean> {
  const files = sessionFiles(directory);
  if (existsSync(files.inputEnded)) return true;
  const ended = await withLock(clock, { path: files.inputLock, patienceMs }, async () => {
    if (!readIds(files.input).every(isTaken)) return false;
    writeOnce(files.inputEnded, '');
    return true;
  });
  return ended.ok && ended.value;
}

const readIds = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const said = JSON.parse(line) as { uuid?: string; request_id?: string };
      return said.uuid ?? said.request_id ?? '';
    });
