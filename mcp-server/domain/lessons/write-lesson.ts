import { readLog } from '../../infra/git/log.ts';
import { readRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Evidence, Lesson, LessonForm, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { AdmittedLesson } from './admit-lesson.ts';
import { changeLessons, type ChangeReason, type LessonTarget } from './change-lessons.ts';
import { hasRoom } from './has-room.ts';
import type { LessonBook, LessonRecord } from './lesson-book.ts';
import type { LessonEvent } from './lesson-event.ts';
import { listCommitted, readCommitted } from './read-committed.ts';
import { checkPath } from './render-check.ts';
import { rulePath } from './render-rule.ts';

/** A lesson to write, and the branch to write it on. */
export interface LessonWanted extends LessonTarget {
  lesson: AdmittedLesson;
  /** A check of this lesson that was shown to fail on the fault and to pass on the fix, or null. */
  proven: Evidence | null;
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
        known.form === 'check' && known.was !== null
          ? 'escalated'
          : hasProvenance({ ...known, recurrences: [] }, lesson.provenance)
            ? 'new'
            : 'recurred';
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
  if (!proven || known.form === 'check' || lesson.asks !== null) return { kind: 'recurred', ...about };
  return { kind: 'escalated', ...about, form: 'check', check: proven, path: checkPath(known.id) };
}

async function admit(
  { repository, lesson, proven }: LessonWanted,
  { book, tip, at }: { book: LessonBook; tip: Commit; at: number },
): Promise<LessonEvent> {
  const { id, rule, why, paths, cause, catches, contradicts, provenance } = lesson;
  const skillPath = `.claude/skills/${lesson.skill}/SKILL.md`;
  const hasSkill = lesson.skill !== null && (await readCommitted({ repository, commit: tip, path: skillPath })) !== null;
  const form: LessonForm = proven ? 'check' : hasSkill ? 'skill' : 'rule';
  const asks =
    lesson.asks ?? (form === 'check' || hasRoom(book, lesson) ? null : 'there is no room for more rules about these files');
  const path = form === 'check' ? checkPath(id) : form === 'skill' ? skillPath : await freePath({ repository, tip, lesson });
  const state = asks !== null ? 'candidate' : form === 'check' ? 'active' : 'probation';
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
    check: proven,
    skill: lesson.skill,
    path,
    contradicts,
    asks,
    provenance,
  };
}

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

function messageOf(
  event: LessonEvent & { provenance?: Lesson['provenance'] },
  { id, rule, provenance }: Pick<Lesson, 'id' | 'rule' | 'provenance'>,
): string {
  const { source, run, task, reviewer, finding, brokenAt, fixedAt } = event.provenance ?? provenance;
  const trailers = {
    Run: run,
    Task: task,
    Lesson: id,
    Source: source,
    Finding: finding,
    Reviewer: reviewer,
    'Broken-At': brokenAt,
    'Fixed-At': fixedAt,
  };
  const what = { admitted: 'a lesson', recurred: 'a lesson that recurred:', escalated: 'a check instead of a rule:' };
  const subject = event.kind in what ? what[event.kind as keyof typeof what] : 'a lesson';
  const lines = Object.entries(trailers).flatMap(([name, value]) => (value === null ? [] : [`Fanout-${name}: ${value}\n`]));
  return `docs(rules): ${subject} of ${task ?? 'a person'}\n\n${rule}\n\n${lines.join('')}`;
}

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
