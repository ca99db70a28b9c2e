import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import { sayAbsent, sayOpinions, whoFound } from '../../../domain/reviews/who-found.ts';
import type { Finding, Verdict } from '../../../kernel/model.ts';
import { sanitiseLine, sanitiseText } from '../terminal/sanitise.ts';
import { short } from '../terminal/units.ts';

/** What reviewers said of the tasks of a run: who agrees, and for each task that waits for a person what it must know. */
export function findingsText({ run, tasks }: Pick<RunView, 'run' | 'tasks'>): string[] {
  const absent = sayAbsent(tasks.map(({ verdict }) => verdict)).map(sanitiseLine);
  return [
    ...tasks.flatMap((task) => [...mutantsText(task), ...(task.verdict ? taskText(run, task, task.verdict) : [])]),
    ...(absent.length > 0 ? ['', ...absent] : []),
  ];
}

/** Changed lines that no test noticed when they were broken on purpose. */
function mutantsText({ key, mutation }: TaskView): string[] {
  if (!mutation) return [];
  const { mutants, survivors, problem } = mutation;
  if (problem !== null) return ['', `${key}: its changed lines were not mutated. ${sanitiseLine(problem)}`];
  if (survivors.length === 0) return [];
  const shown = survivors
    .slice(0, 5)
    .map(({ file, line, mutation: became }) => `  ${sanitiseLine(`${file}:${line} as: ${became}`)}`);
  return ['', `${key}: no test notices ${survivors.length} of ${mutants} breaks of its changed lines`, ...shown];
}

function taskText(run: string, { key, failure }: TaskView, verdict: Verdict): string[] {
  const isStopped = failure?.reason === 'review-blocks';
  const opinions = sayOpinions(verdict).map(sanitiseLine);
  const outside = verdict.findings.filter(({ isOutside }) => isOutside === true);
  const shown = isStopped
    ? verdict.findings.filter(({ isOutside, status }) => isOutside !== true && status !== 'not-reproduced')
    : [];
  if (opinions.length === 0 && shown.length === 0 && outside.length === 0) return [];
  return [
    '',
    `${key} was reviewed at ${short(verdict.commit)}${opinions.length > 0 ? `: ${opinions.join('; ')}` : ''}`,
    ...shown.flatMap((finding) => findingText(finding, verdict)),
    ...outside.map(
      ({ title, file, line }) => `  Not of this change, and left as it is: ${sanitiseLine(`${title} (${file}:${line})`)}`,
    ),
    ...(isStopped
      ? [
          '  Decide:',
          `    fanout decide ${run} ${key} --accept`,
          `    fanout decide ${run} ${key} --send-back 'WHAT TO DO'`,
          `    fanout decide ${run} ${key} --give-up`,
        ]
      : []),
  ];
}

function findingText(finding: Finding, verdict: Verdict): string[] {
  const { severity, status, title, file, line, what, evidence, log } = finding;
  const head = [severity, status, whoFound(finding, verdict)].filter((word) => word !== '').join(', ');
  const files = evidence?.files.map(({ path }) => path) ?? [];
  return [
    `  ${head}: ${sanitiseLine(`${title} (${file}:${line})`)}`,
    ...sanitiseText(what)
      .split('\n')
      .map((one) => `    ${one}`),
    ...(evidence
      ? [`    ${sanitiseLine(`$ ${evidence.command}${files.length > 0 ? `  # with ${files.join(', ')}` : ''}`)}`]
      : []),
    ...(log === undefined || status === 'unproven' ? [] : [`    printed: ${log}`]),
  ];
}
