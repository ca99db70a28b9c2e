import { eventLine, readEventLine, type LessonEvent } from './lesson-event.ts';

/** The file that tells every git to keep the lines of both sides of a merge. */
export const attributesPath = '.fanout/.gitattributes';
/** What stands in it. */
export const attributesText = 'lessons.jsonl merge=union\n';

/** The ledger with more lines. What was in it stays byte for byte. */
export function appendEvents(ledger: string, events: readonly LessonEvent[]): string {
  const before = ledger === '' || ledger.endsWith('\n') ? ledger : `${ledger}\n`;
  return `${before}${events.map((event) => `${eventLine(event)}\n`).join('')}`;
}

/** The ledger with lines of another one. Those that it has already are left out. */
export function appendLines(ledger: string, lines: readonly string[]): string {
  const known = new Set(ledger.split('\n'));
  const fresh = lines.filter((line) => !known.has(line));
  const before = ledger === '' || ledger.endsWith('\n') ? ledger : `${ledger}\n`;
  return fresh.length === 0 ? ledger : `${before}${fresh.map((line) => `${line}\n`).join('')}`;
}

/** The lines of a ledger that are about one lesson, as they stand. */
export const linesAbout = (ledger: string, id: string): string[] =>
  ledger.split('\n').filter((line) => line !== '' && readEventLine(line)?.id === id);

/**
 * The events of a ledger, each once, in an order that does not depend on that of the lines: a merge may have interleaved them.
 * Lines that are no events are passed over.
 */
export function readLedger(ledger: string): LessonEvent[] {
  const events = new Map<string, LessonEvent & { event: string }>();
  for (const line of ledger.split('\n')) {
    const event = line === '' ? null : readEventLine(line);
    if (event) events.set(event.event, event);
  }
  return [...events.values()].toSorted((a, b) => a.at - b.at || (a.event < b.event ? -1 : 1));
}
