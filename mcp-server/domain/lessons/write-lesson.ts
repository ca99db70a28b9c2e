import { readLog } from '../../infra/git/log.ts';
import { readRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Lesson, Provenance, Repository } from '../../kernel/model.ts';
import { ledgerPath } from '../../kernel/names.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { AdmittedLesson } from './admit-lesson.ts';
import { changeLessons, type ChangeReason, type LessonTarget } from './change-lessons.ts';
import { findHome } from './find-home.ts';
import { hasRoom } from './has-room.ts';
import type { LessonBook, LessonRecord } from './lesson-book.ts';
import type { LessonEvent } from './lesson-event.ts';
import { lessonMessage } from './lesson-message.ts';
import { listCommitted } from './read-committed.ts';
import { isProse, type Remedy } from './remedy.ts';
import { checkPath } from './render-check.ts';
import { rulePath } from './render-rule.ts';

/** A lesson to write, and the branch to write it on. */
export interface LessonWanted extends LessonTarget {
  lesson: AdmittedLesson;
  /** What of it was shown to hold without being read, or null. */
  proven: Remedy | null;
}

/** What was written. */
export interface WrittenLesson {
  commit: Commit;
  path: string;
  lesson: Lesson;
  /** New, or one that was there before and recurred; `escalated` when it became a check because of that. */
  came: 'new' | 'recurred' | 'escalated';
  state: LessonRecord['state'];
  /** Why it waits for a person, or null. */
  asks: string | null;
}

/**
 * Writes a lesson into the repository in a commit of its own. What says again what a lesson says is counted there; a lesson
 * that recurred in spite of its prose becomes a check where one was proven, and the prose goes. Saying it again changes nothing.
 */
export async function writeLesson(infra: Infra, wanted: LessonWanted): Promise<Result<WrittenLesson, ChangeReason>> {
  const { repository, target, lesson } = wanted;
  let came: WrittenLesson['came'] = 'new';
  let id = lesson.id;
  const changed = await changeLessons(infra, { repository, target }, async (book, tip) => {
    const known = book.get(lesson.same ?? lesson.id) ?? book.get(lesson.id);
    id = known?.id ?? lesson.id;
    const at = infra.clock.now();
    if (known) {
      const isWritten = hasProvenance(known, lesson.provenance);
      came =
        known.was !== null ? 'escalated' : hasProvenance({ ...known, recurrences: [] }, lesson.provenance) ? 'new' : 'recurred';
      if (isWritten) return ok({ events: [], message: '' });
      const event = recur(known, wanted, at);
      came = event.kind === 'escalated' ? 'escalated' : 'recurred';
      return ok({ events: [event], message: messageOf(event, known) });
    }
    const event = await admit(wanted, { book, tip, at });
    return ok({ events: [event], message: messageOf(event, lesson) });
  });
  if (!changed.ok) return changed;
  const record = changed.value.book.get(id);
  if (!record) throw new Error(`Lesson ${id} was written and is not in the ledger`);
  const commit = await findCommit({ repository, target, id, otherwise: changed.value.commit });
  infra.log.info({ lesson: id, came, commit }, 'a lesson is written');
  return ok({ commit, path: record.path, lesson: plainLesson(record), came, state: record.state, asks: record.asks });
}

function recur(known: LessonRecord, { lesson, proven }: LessonWanted, at: number): LessonEvent {
  const about = { id: known.id, at, provenance: lesson.provenance };
  // A setting steers gates too, so it never comes without a yes of its own.
  if (!proven || proven.form === 'setting' || !isProse(known) || lesson.asks !== null) return { kind: 'recurred', ...about };
  return {
    kind: 'escalated',
    ...about,
    check: partsOf(proven).check,
    hook: partsOf(proven).hook,
    form: proven.form,
    path: remedyPath(known.id, proven),
  };
}

async function admit(
  { repository, lesson, proven }: LessonWanted,
  { book, tip, at }: { book: LessonBook; tip: Commit; at: number },
): Promise<LessonEvent> {
  const { id, rule, why, paths, cause, catches, contradicts, provenance } = lesson;
  const home = proven ? null : await findHome({ repository, commit: tip, lesson });
  const form = proven?.form ?? home?.form ?? 'rule';
  const reasons = [
    ...(lesson.asks === null ? [] : [lesson.asks]),
    ...(proven?.form === 'setting' ? ['it sets the environment of every workspace, and so of gates'] : []),
    ...(home ? home.asks : []),
    ...(proven || hasRoom(book, lesson) ? [] : ['there is no room for more rules about these files']),
  ];
  const asks = reasons.length > 0 ? reasons.join('; ') : null;
  const path = proven ? remedyPath(id, proven) : (home?.path ?? (await freePath({ repository, tip, lesson })));
  const state = asks !== null ? 'candidate' : proven ? 'active' : 'probation';
  return {
    kind: 'admitted',
    id,
    at,
    state,
    form,
    rule,
    why,
    paths,
    cause,
    catches,
    ...partsOf(proven),
    skill: lesson.skill,
    path,
    contradicts,
    asks,
    provenance,
  };
}

const partsOf = (proven: Remedy | null): Pick<LessonRecord, 'check' | 'hook' | 'setting'> => ({
  check: proven?.form === 'check' ? proven.check : null,
  hook: proven?.form === 'hook' ? proven.hook : null,
  setting: proven?.form === 'setting' ? proven.setting : null,
});

/** A check is a file; what the supervisor itself holds sessions to stands in the ledger alone. */
const remedyPath = (id: string, { form }: Remedy): string => (form === 'check' ? checkPath(id) : ledgerPath);

/** The rule's path, with a number when a person has a file of that name. */
async function freePath({
  repository,
  tip,
  lesson,
}: {
  repository: Repository;
  tip: Commit;
  lesson: Pick<Lesson, 'id' | 'rule'>;
}): Promise<string> {
  const taken = new Set(await listCommitted({ repository, commit: tip, under: ['.claude/rules/fanout'] }));
  const wanted = rulePath(lesson);
  for (let number = 1; ; number += 1) {
    const path = number === 1 ? wanted : wanted.replace(/\.md$/, `-${number}.md`);
    if (!taken.has(path)) return path;
  }
}

const isSame = (one: Lesson['provenance'], other: Lesson['provenance']): boolean =>
  one.run === other.run && one.task === other.task && one.finding === other.finding;

const hasProvenance = (record: Pick<LessonRecord, 'provenance' | 'recurrences'>, provenance: Lesson['provenance']): boolean =>
  [record.provenance, ...record.recurrences.map((one) => one.provenance)].some((one) => isSame(one, provenance));

const plainLesson = ({ id, rule, why, paths, form, provenance }: LessonRecord): Lesson => ({
  id,
  rule,
  why,
  paths,
  form,
  provenance,
});

const subjects: Record<string, string> = {
  recurred: 'a lesson that recurred:',
  escalated: 'a check or a hook instead of a rule:',
};

const messageOf = (
  event: LessonEvent & { provenance?: Provenance },
  { id, rule, provenance }: Pick<Lesson, 'id' | 'rule' | 'provenance'>,
): string => lessonMessage(subjects[event.kind] ?? 'a lesson', { id, rule, provenance: event.provenance ?? provenance });

/** The newest commit that wrote a lesson. */
async function findCommit({
  repository,
  target,
  id,
  otherwise,
}: LessonTarget & { id: string; otherwise: Commit }): Promise<Commit> {
  const tip = await readRef({ repository, ref: target });
  const log = tip === null ? null : await readLog({ repository, to: tip, limit: 1000 });
  return (log?.ok ? log.value.find(({ trailers }) => trailers['Fanout-Lesson'] === id)?.commit : undefined) ?? otherwise;
}
