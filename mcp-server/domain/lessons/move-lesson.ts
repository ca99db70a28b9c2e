import type { Infra } from '../../infra/infra.ts';
import type { Commit } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { changeLessons, type ChangeReason, type LessonTarget } from './change-lessons.ts';
import { isInUse, type LessonBook, type LessonRecord } from './lesson-book.ts';
import type { LessonEvent, LessonState } from './lesson-event.ts';

/** The lesson that an id or its first letters name. */
export function findLesson(book: LessonBook, wanted: string): Result<LessonRecord, 'argument-invalid'> {
  const found = [...book.values()].filter(({ id }) => wanted !== '' && id.startsWith(wanted.toLowerCase()));
  const [only, second] = found;
  if (only && !second) return ok(only);
  const expected = second
    ? `more letters of one of ${found.map(({ id }) => id).join(', ')}`
    : 'the id of a lesson, as `fanout lessons list` prints it';
  return fail({ reason: 'argument-invalid', name: 'lesson', value: wanted, expected });
}

/** The lesson in use that says the opposite: both cannot be followed, so a yes to the one is a no to the other. */
function opposite(book: LessonBook, { contradicts }: LessonRecord): string | null {
  const other = book.get(/^lesson (\w+)$/.exec(contradicts ?? '')?.[1] ?? '');
  return other && isInUse(other) ? other.id : null;
}

/**
 * Moves a lesson to another state in a commit of its own, and renders it anew or takes out what was rendered: outside the ledger
 * every file is then as it was before the lesson came. Promoting one retires the lesson that says the opposite, in the same
 * commit. A lesson that stands there already changes nothing.
 */
export async function moveLesson(
  infra: Infra,
  target: LessonTarget,
  { id, to, because, by }: { id: string; to: LessonState; because: string; by: 'person' | 'replay' | 'house' },
): Promise<Result<{ commit: Commit; lesson: LessonRecord; changed: boolean }, ChangeReason>> {
  let changed = false;
  let full = id;
  const done = await changeLessons(infra, target, (book) => {
    const found = findLesson(book, id);
    if (!found.ok) return found;
    const { rule, state } = found.value;
    full = found.value.id;
    changed = state !== to;
    const at = infra.clock.now();
    const event: LessonEvent = { kind: 'moved', id: full, at, to, because, by };
    const outdone = to === 'active' ? opposite(book, found.value) : null;
    const retired: LessonEvent[] = outdone
      ? [
          {
            kind: 'moved',
            id: outdone,
            at,
            to: 'retired',
            because: `A person chose lesson ${full}, which says the opposite.`,
            by,
          },
        ]
      : [];
    const message = `docs(rules): ${says[to]} a lesson\n\n${rule}\n\n${because}\n\nFanout-Lesson: ${full}\nFanout-State: ${to}\n`;
    return ok({ events: changed ? [event, ...retired] : [], message });
  });
  if (!done.ok) return done;
  const lesson = done.value.book.get(full);
  if (!lesson) throw new Error(`Lesson ${full} was moved and is not in the ledger`);
  return ok({ commit: done.value.commit, lesson, changed });
}

const says: Record<LessonState, string> = {
  candidate: 'take back',
  probation: 'try',
  active: 'promote',
  retired: 'retire',
};
