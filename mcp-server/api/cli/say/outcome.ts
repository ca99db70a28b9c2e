import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import type { Recorded } from '../../../kernel/event.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { drawTable } from '../terminal/table.ts';
import type { Paint } from '../terminal/terminal.ts';
import { count, dollars, duration, short } from '../terminal/units.ts';
import { failureText } from './failure.ts';
import { looks } from './phase.ts';
import { proofText } from './proof.ts';
import { addUpReviews, reviewedWords, type Reviewed } from './reviews.ts';
import { totals } from './totals.ts';

interface Page {
  events: Recorded[];
  columns: number | null;
  paint: Paint;
}

/** What became of an ended run: the result, what was learnt, and what to do next. */
export const outcomeText = (view: RunView, page: Page): string =>
  [resultText(view, page), ...trialsText(view), ...lessonsText(view), '', ...nextSteps(view)].join('\n');

/** The result of a run: a table of its tasks, and every failure in full. */
export function resultText(view: RunView, { events, columns, paint }: Page): string {
  const reviews = addUpReviews(events);
  const { tasks, merged } = totals(view);
  const took = (view.finishedAt ?? view.createdAt) - view.createdAt;
  const table = drawTable({
    head: ['', 'task', 'result', 'commit', 'sessions', 'rounds', 'findings', 'time', 'cost'],
    rows: view.tasks.map((task) => outcomeRow(task, { reviewed: reviews.get(task.key), paint })),
    columns,
    overflow: 'wrap',
    paint,
  });
  const title = paint('bold', `${sanitiseLine(view.title)}: ${merged} of ${count(tasks, 'task')} merged`);
  const header = `${title} in ${duration(took)}, ${dollars(view.usd)} at list price`;
  return [header, '', ...table, ...failuresText(view.tasks)].join('\n');
}

function outcomeRow(task: TaskView, { reviewed, paint }: { reviewed: Reviewed | undefined; paint: Paint }): string[] {
  const { glyph, format } = looks[task.phase];
  const took = task.startedAt === null ? null : (task.endedAt ?? task.since) - task.startedAt;
  return [
    paint(format, glyph),
    task.key,
    task.phase === 'done' && task.merged ? 'merged' : task.phase,
    task.merged ? short(task.merged) : '-',
    String(task.sessions.length),
    String(task.round),
    reviewedWords(reviewed),
    took === null ? '-' : duration(took),
    dollars(task.usd),
  ];
}

/** Each task that did not land, with the reason, where its work is, and what to do. */
export const failuresText = (tasks: TaskView[]): string[] =>
  tasks.flatMap(({ key, phase, failure }) => (failure ? ['', `${key} ${phase}: ${failureText(failure)}`] : []));

const trialsText = ({ run, trials }: RunView): string[] => (trials ? ['', proofText(run, trials.proved)] : []);

const lessonsText = ({ lessons, lessonsLeft, mergedBranch }: RunView): string[] => [
  ...lessons.flatMap(({ path, rule, commit }) => ['', `Lesson ${sanitiseLine(path)} (${short(commit)}): ${sanitiseLine(rule)}`]),
  ...lessonsLeft.flatMap(({ lesson, rule, asks }) => [
    '',
    `Lesson ${lesson.slice(0, 8)} is left to you, since ${sanitiseLine(asks)}: ${sanitiseLine(rule)}`,
    `  fanout lessons promote ${lesson.slice(0, 8)} --on ${mergedBranch}`,
  ]),
];

function nextSteps(view: RunView): string[] {
  const { merged } = totals(view);
  const { run, mergedBranch, baseBranch } = view;
  // What trials do not need any more is called off, and trials are not tried again one by one.
  const unlanded = (view.trials ? [] : view.tasks).find(
    (task) => task.phase === 'failed' || task.phase === 'blocked' || task.phase === 'cancelled',
  );
  const steps = [
    ...(merged > 0 ? [[`git log --graph --oneline ${mergedBranch}`, 'what was merged']] : []),
    ...(merged > 0 ? [[`fanout merge ${run} --into ${baseBranch ?? 'BRANCH'}`, 'take it over, by fast-forward']] : []),
    ...(unlanded ? [[`fanout logs ${run} ${unlanded.key}`, 'what its sessions did']] : []),
    ...(unlanded ? [[`fanout retry ${run} ${unlanded.key}`, 'try it again']] : []),
    [`fanout clean ${run}`, 'remove the worktrees that are left; unsaved work is kept in refs/fanout/'],
  ];
  const table = drawTable({ rows: steps, columns: null, overflow: 'cut', paint: (_, text) => text });
  return ['Next:', ...table.map((line) => `  ${line}`)];
}
