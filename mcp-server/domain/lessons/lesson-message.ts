import type { Lesson } from '../../kernel/model.ts';

/** The message of a commit that writes a lesson: what it is, the rule, and where it comes from as trailers. */
export function lessonMessage(subject: string, { id, rule, provenance }: Pick<Lesson, 'id' | 'rule' | 'provenance'>): string {
  const { source, run, task, reviewer, finding, brokenAt, fixedAt } = provenance;
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
  const lines = Object.entries(trailers).flatMap(([name, value]) => (value === null ? [] : [`Fanout-${name}: ${value}\n`]));
  return `docs(rules): ${subject} of ${task ?? 'a person'}\n\n${rule}\n\n${lines.join('')}`;
}
