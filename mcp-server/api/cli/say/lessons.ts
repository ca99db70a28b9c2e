import type { AdmittedLesson } from '../../../domain/lessons/admit-lesson.ts';
import type { LessonStats, Rate } from '../../../domain/lessons/lesson-stats.ts';
import { sayWeighed } from '../../../domain/lessons/write-comparison.ts';
import type { LessonRecord } from '../../../domain/lessons/lesson-book.ts';
import { originOf } from '../../../domain/lessons/origin-of.ts';
import type { FaultSource } from '../../../kernel/model.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { drawTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { count, short } from '../terminal/units.ts';

/** Lessons as a table, one a line. */
export function lessonsTable(lessons: readonly LessonRecord[], { columns, paint }: Terminal): string {
  if (lessons.length === 0)
    return 'Nothing was learnt here yet. A lesson comes from a fault that was reproduced, mended and proven.';
  const rows = lessons.map(({ id, state, form, recurrences, rule }) => [
    id.slice(0, 8),
    state,
    form,
    recurrences.length === 0 ? '' : `${recurrences.length}×`,
    sanitiseLine(rule),
  ]);
  return drawTable({
    head: ['lesson', 'state', 'form', 'again', 'rule'],
    rows,
    columns: columns() ?? null,
    overflow: 'cut',
    paint,
  }).join('\n');
}

/** One lesson, whole. */
export const lessonText = ({
  id,
  state,
  form,
  rule,
  why,
  paths,
  path,
  asks,
  check,
  hook,
  setting,
  contradicts,
  compared,
}: LessonRecord): string =>
  [
    `Lesson ${id}: ${state}, as a ${form} at ${path}`,
    `  ${sanitiseLine(rule)}`,
    `  Why: ${sanitiseLine(why)}`,
    `  For: ${sanitiseLine(paths.join(', '))}`,
    ...(check ? [`  Check: ${sanitiseLine(check.command)}`] : []),
    ...(hook ? [`  Sessions are refused: ${sanitiseLine(hook.command)}; instead: ${sanitiseLine(hook.instead)}`] : []),
    ...(setting ? [`  Workspaces get: ${sanitiseLine(`${setting.name}=${setting.value}`)}`] : []),
    ...(asks === null
      ? []
      : [`  It waits for your yes: ${sanitiseLine(asks)}. \`fanout lessons promote ${id.slice(0, 8)}\` uses it.`]),
    ...(asks === null || contradicts === null ? [] : [`  ${choiceText(contradicts)}`]),
    ...(state === 'probation' ? ['  On probation: nothing has shown yet that it helps.'] : []),
    ...(compared ? [`  Tried with ${sanitiseLine(compared.model)}, ${compared.verdict}: ${sayWeighed(compared)}.`] : []),
  ].join('\n');

/** What a yes means for the opposite. */
const choiceText = (contradicts: string): string =>
  contradicts.startsWith('lesson ')
    ? `Your yes retires ${contradicts}, which says the opposite. \`fanout lessons retire\` with this one's id keeps that one.`
    : `${sanitiseLine(contradicts)} is yours: after a yes both load, until you change it there.`;

const sources: Record<FaultSource, string> = {
  review: 'from a review',
  gate: 'from a gate that was red',
  merge: 'from a merge that was refused',
  watchdog: 'from a session that a watchdog ended',
  person: 'shown by hand',
};

/** Where a lesson comes from, and all that happened to it. */
export const whyText = ({ id, provenance, cause, catches, events }: LessonRecord): string =>
  [
    `Lesson ${id} comes from ${originOf(provenance)}, ${sources[provenance.source]}: ${sanitiseLine(provenance.title)}`,
    `  ${sanitiseLine(provenance.evidence)} failed on ${short(provenance.brokenAt)} and passes on ${short(provenance.fixedAt)}. Cause: ${sanitiseLine(cause)}.`,
    ...(provenance.reviewer === null ? [] : [`  Reviewed by session ${provenance.reviewer}.`]),
    ...(catches === '' ? [] : [`  It would also have caught: ${sanitiseLine(catches)}`]),
    ...events.map((event) => {
      const said =
        event.kind === 'moved'
          ? ` to ${event.to} by ${event.by}: ${event.because}`
          : event.kind === 'recurred'
            ? ` of ${originOf(event.provenance)}`
            : event.kind === 'compared'
              ? `, ${event.verdict}: ${sayWeighed(event)} (${event.model}, run ${event.run})`
              : '';
      return `  ${new Date(event.at).toISOString()} ${sanitiseLine(`${event.kind}${said}`)}`;
    }),
  ].join('\n');

/** A lesson that a person showed, before they are asked. */
export const shownText = ({ rule, why, paths, provenance, asks }: AdmittedLesson): string =>
  [
    `${sanitiseLine(provenance.evidence)} fails on ${short(provenance.brokenAt)} and passes on ${short(provenance.fixedAt)}.`,
    `  ${sanitiseLine(rule)}`,
    `  Why: ${sanitiseLine(why)}`,
    `  For: ${sanitiseLine(paths.join(', '))}`,
    ...(asks === null ? [] : [`  Look at it well: ${sanitiseLine(asks)}.`]),
  ].join('\n');

/** Whether what was learnt helps. */
export const statsText = ({
  byState,
  byForm,
  recurrences,
  before,
  after,
  classes,
  cited,
  loads,
  tokensPerSession,
  stale,
}: LessonStats & { stale: { id: string; reason: string }[] }): string =>
  [
    `States: ${pairs(byState)}. Forms: ${pairs(byForm)}.`,
    `Recurrences: ${recurrences}. Per class and 100 merged tasks: ${rateText(before)} before its lesson, ${rateText(after)} since.`,
    ...classes.map(
      ({ id, before: first, after: since }) =>
        `  ${id.slice(0, 8)}: ${rateText(first)} before, ${rateText(since)} since; told to ${count(loads[id] ?? 0, 'session')}, named in ${count(cited[id] ?? 0, 'finding')}.`,
    ),
    `Tokens of rules per session: ${tokensPerSession.brief} of lessons in briefs, ${tokensPerSession.client} in all that Claude Code loaded.`,
    ...stale.map(
      ({ id, reason }) => `Lesson ${id.slice(0, 8)} may go: ${reason}. \`fanout lessons retire ${id.slice(0, 8)}\` takes it out.`,
    ),
  ].join('\n');

/** What a move came to. */
export const movedText = ({
  lesson,
  state,
  commit,
  changed,
}: {
  lesson: string;
  state: string;
  commit: string;
  changed: boolean;
}): string =>
  changed ? `Lesson ${lesson} is ${state} now, by commit ${short(commit)}.` : `Lesson ${lesson} is ${state} already.`;

const rateText = ({ times, tasks, per100, low, high }: Rate): string =>
  tasks === 0 ? 'not known' : `${per100} (95 %: ${low} to ${high}; ${times} in ${count(tasks, 'task')})`;

const pairs = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, times]) => `${times} ${name}`)
    .join(', ') || 'none';
