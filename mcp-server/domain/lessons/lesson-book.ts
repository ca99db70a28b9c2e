import type { Evidence, Lesson, LessonForm } from '../../kernel/model.ts';
import { readLedger } from './ledger.ts';
import type { RefusedCommand, Setting } from './remedy.ts';
import type { LessonEvent, LessonState } from './lesson-event.ts';

/** A lesson as its events add up. */
export interface LessonRecord extends Lesson {
  state: LessonState;
  /** Why the one who drafted it says that the fault came about. */
  cause: string;
  /** What else it would have caught, as the same one says. */
  catches: string;
  check: Evidence | null;
  hook: RefusedCommand | null;
  setting: Setting | null;
  skill: string | null;
  path: string;
  contradicts: string | null;
  asks: string | null;
  admittedAt: number;
  changedAt: number;
  /** Each time the fault came back. */
  recurrences: { at: number; provenance: Lesson['provenance'] }[];
  /** The form that it had before it was escalated. */
  was: LessonForm | null;
  /** What the last trials with it and without it showed, or null. */
  compared: Extract<LessonEvent, { kind: 'compared' }> | null;
  /** Everything that happened to it, oldest first. */
  events: LessonEvent[];
}

/** Everything that a repository has learnt, by id. */
export type LessonBook = Map<string, LessonRecord>;

/** Adds the events of a ledger up. A lesson that two branches admitted is one lesson that recurred. */
export function readBook(ledger: string): LessonBook {
  const events = readLedger(ledger);
  const book: LessonBook = new Map();
  for (const event of events) if (event.kind === 'admitted') admit(book, event);
  for (const event of events) {
    const record = book.get(event.id);
    if (record && event.kind !== 'admitted') book.set(event.id, { ...apply(record, event), events: [...record.events, event] });
  }
  return book;
}

function admit(book: LessonBook, event: Extract<LessonEvent, { kind: 'admitted' }>): void {
  const { kind: _, at, ...facts } = event;
  const before = book.get(event.id);
  if (!before)
    book.set(event.id, { ...facts, admittedAt: at, changedAt: at, recurrences: [], was: null, compared: null, events: [event] });
  else before.recurrences.push({ at, provenance: event.provenance });
}

function apply(record: LessonRecord, event: Exclude<LessonEvent, { kind: 'admitted' }>): LessonRecord {
  const { at } = event;
  switch (event.kind) {
    case 'moved':
      return { ...record, state: event.to, asks: null, changedAt: at };
    case 'edited':
      return { ...record, rule: event.rule, why: event.why, paths: event.paths, changedAt: at };
    case 'compared':
      return { ...record, compared: event };
    case 'recurred':
      return { ...record, recurrences: [...record.recurrences, { at, provenance: event.provenance }] };
    case 'escalated': {
      const { form, check, hook, path, provenance } = event;
      const recurrences = [...record.recurrences, { at, provenance }];
      return { ...record, form, check, hook, path, state: 'active', was: record.form, recurrences, changedAt: at };
    }
  }
}

/** Whether a lesson takes part in anything: what waits for a person and what was retired does not. */
export const isInUse = ({ state }: Pick<LessonRecord, 'state'>): boolean => state === 'probation' || state === 'active';
