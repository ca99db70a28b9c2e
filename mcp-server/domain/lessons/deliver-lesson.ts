import { readRef, updateRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { branchPrefix, ledgerPath } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { changeLessons, type ChangeReason } from './change-lessons.ts';
import { linesAbout } from './ledger.ts';
import { readBook, type LessonRecord } from './lesson-book.ts';
import type { LessonEvent } from './lesson-event.ts';
import { lessonMessage } from './lesson-message.ts';
import { readCommitted } from './read-committed.ts';

/** A lesson to bring to another branch, alone. */
export interface Delivery {
  repository: Repository;
  /** Where it was learnt. */
  from: Commit;
  id: string;
  /** The full ref of the branch that gets it, or null for a branch of its own, which starts at `base`. */
  into: string | null;
  base: Commit;
  /** Whether a person said yes: then one that waited for that is used there. Any other stays what it is, to merge byte for byte. */
  isAgreed: boolean;
}

/** The branch of a lesson that is delivered by itself, as a full ref. */
export const lessonBranch = (id: string): string => `${branchPrefix}lessons/${id.slice(0, 8)}`;

/**
 * Brings one lesson from where it was learnt to another branch: a commit of its own with the rule, what is rendered of it, and
 * its evidence as trailers. Its lines of the ledger are those of the other branch, so that both merge later without a conflict.
 * Said twice it is done once.
 */
export async function deliverLesson(
  infra: Infra,
  { repository, from, id, into, base, isAgreed }: Delivery,
): Promise<Result<{ target: string; commit: Commit; lesson: LessonRecord }, ChangeReason>> {
  const lines = linesAbout((await readCommitted({ repository, commit: from, path: ledgerPath })) ?? '', id);
  const learnt = readBook(lines.join('\n')).get(id);
  if (!learnt) return fail({ reason: 'argument-invalid', name: 'lesson', value: id, expected: 'a lesson of that branch' });
  const target = into ?? lessonBranch(id);
  if (into === null && (await readRef({ repository, ref: target })) === null) {
    const made = await updateRef({ repository, ref: target, from: null, to: base, message: 'fanout: lessons' });
    if (!made.ok) return made;
  }
  const changed = await changeLessons(infra, { repository, target }, (book) => {
    const state = book.get(id)?.state ?? learnt.state;
    const at = infra.clock.now();
    const yes: LessonEvent = { kind: 'moved', id, at, to: 'active', because: 'A person delivered it.', by: 'person' };
    return ok({
      events: isAgreed && state === 'candidate' ? [yes] : [],
      taken: { id, lines },
      message: lessonMessage('a lesson', learnt),
    });
  });
  if (!changed.ok) return changed;
  const lesson = changed.value.book.get(id);
  if (!lesson) throw new Error(`Lesson ${id} was delivered and is not in the ledger`);
  return ok({ target, commit: changed.value.commit, lesson });
}
