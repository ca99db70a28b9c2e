import { pullRequestTitle } from '../merges/stack/pull-request-text.ts';
import { quoteBlock, quoteLine } from '../merges/stack/quote-text.ts';
import type { LessonRecord } from './lesson-book.ts';
import type { LessonState } from './lesson-event.ts';

/** The title of the pull request of a lesson: its rule, in one line. */
export const lessonPullTitle = ({ rule }: Pick<LessonRecord, 'rule'>): string => pullRequestTitle({ title: `Lesson: ${rule}` });

/** The body of the pull request of a lesson: what it says, about which files, and its evidence, with nothing of this machine in it. */
export function lessonPullBody(lesson: LessonRecord): string {
  const { id, rule, why, paths, form, path, state } = lesson;
  const sections = [
    'A lesson from a fault that a command showed, a commit mended, and the same command no longer shows. It is one commit.',
    `## Rule\n\n${quoteBlock(rule)}`,
    `## Why\n\n${quoteBlock(why)}`,
    `## Where\n\n- ${about(paths)}\n- It is a ${form} and stands in ${quoteLine(path)}. ${standing[state]}`,
    `## Evidence\n\n${evidence(lesson).join('\n')}`,
    `Fanout-Lesson: ${id}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

const about = (paths: readonly string[]): string =>
  paths.length === 0 ? 'It is about every file.' : `It is about ${paths.map(quoteLine).join(', ')}.`;

const standing: Record<LessonState, string> = {
  candidate: 'Nobody uses it: it waits for a yes.',
  probation: 'Nothing has shown its effect yet.',
  active: 'It was shown to hold, or a person said yes.',
  retired: 'It is no longer used.',
};

function evidence({ provenance, check, hook, compared, recurrences }: LessonRecord): string[] {
  const { source, run, task, brokenAt, fixedAt, evidence: command } = provenance;
  const from = run && task ? `, in task ${quoteLine(task)} of run ${quoteLine(run)}` : '';
  return [
    `- Found by ${source}${from}: ${quoteLine(command)} failed on ${brokenAt} and passes on ${fixedAt}.`,
    ...(check
      ? [`- As a check: ${quoteLine(check.command)} failed there, passes there, and passed on the branch that learnt it.`]
      : []),
    ...(hook ? [`- As a hook: ${quoteLine(hook.command)} is refused, and ${quoteLine(hook.instead)} is to be run instead.`] : []),
    ...(recurrences.length > 0 ? [`- The fault came back ${recurrences.length} times.`] : []),
    ...(compared
      ? [
          `- Trials: ${compared.without.faults} faults in ${compared.without.tries} without it, ${compared.told.faults} in ${compared.told.tries} with it.`,
        ]
      : []),
  ];
}
