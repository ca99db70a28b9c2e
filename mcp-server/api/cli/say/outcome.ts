import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import type { Failure } from '../../../kernel/failure.ts';
import type { Recorded } from '../../../kernel/event.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { drawTable } from '../terminal/table.ts';
import type { Paint } from '../terminal/terminal.ts';
import { count, dollars, duration, short } from '../terminal/units.ts';
import { wrapText } from '../terminal/wrap-text.ts';
import { costLines } from './costs.ts';
import { findingsText } from './findings.ts';
import { deliveryLines } from './delivery.ts';
import { failureText } from './failure.ts';
import { numberLines } from './overlaps.ts';
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
  [
    resultText(view, page),
    ...spaced(costLines(view)).map((line) => wrapText(line, page.columns)),
    ...trialsText(view),
    ...lessonsText(view).map((line) => wrapText(line, page.columns)),
    ...deliveryLines(view.delivery),
    '',
    ...nextSteps(view, page.columns),
  ].join('\n');

const spaced = (lines: string[]): string[] => (lines.length > 0 ? ['', ...lines] : []);

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
  const numbers = spaced(numberLines(view.tasks)).map((line) => wrapText(line, columns));
  return [header, '', ...table, ...failuresText(view.tasks, columns), ...findingsText(view), ...numbers].join('\n');
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
export function failuresText(tasks: TaskView[], columns: number | null): string[] {
  const groups = new Map<string, { keys: string[]; phase: string; failure: Failure }>();
  for (const { key, phase, failure } of tasks) {
    if (!failure) continue;
    const name = forAll.has(failure.reason) ? `${phase} ${failure.reason}` : key;
    const group = groups.get(name) ?? { keys: [], phase, failure };
    group.keys.push(key);
    groups.set(name, group);
  }
  return [...groups.values()].flatMap(({ keys, phase, failure }) => [
    '',
    wrapText(`${listed(keys)} ${phase}: ${keys.length > 1 ? sharedText(failure) : failureText(failure)}`, columns),
  ]);
}

// What stops many tasks at once is said once.
const forAll = new Set<Failure['reason']>([
  'dependency-failed',
  'budget-spent',
  'agent-rate-limited',
  'agent-unavailable',
  'machine-exhausted',
]);
const mostListed = 8;

const sharedText = (failure: Failure): string =>
  failure.reason === 'dependency-failed'
    ? 'What they depend on did not land.\n  They follow by themselves when that does.'
    : failureText(failure);

function listed(keys: string[]): string {
  if (keys.length <= mostListed) return keys.join(', ');
  return `${keys.slice(0, mostListed).join(', ')} and ${keys.length - mostListed} more`;
}

const trialsText = ({ run, trials }: RunView): string[] => (trials ? ['', proofText(run, trials.proved)] : []);

const lessonsText = ({ lessons, lessonsLeft, mergedBranch }: RunView): string[] => [
  ...lessons.flatMap(({ path, rule, commit }) => ['', `Lesson ${sanitiseLine(path)} (${short(commit)}): ${sanitiseLine(rule)}`]),
  ...lessonsLeft.flatMap(({ lesson, rule, asks }) => [
    '',
    `Lesson ${lesson.slice(0, 8)} is left to you, since ${sanitiseLine(asks)}: ${sanitiseLine(rule)}`,
    `  fanout lessons promote ${lesson.slice(0, 8)} --on ${mergedBranch}`,
  ]),
];

function nextSteps(view: RunView, columns: number | null): string[] {
  const { merged } = totals(view);
  const { run, mergedBranch, baseBranch } = view;
  // What trials do not need any more is called off, and trials are not tried again one by one.
  const unlanded = (view.trials ? [] : view.tasks).find(
    (task) => task.phase === 'failed' || task.phase === 'blocked' || task.phase === 'cancelled',
  );
  const hasNoMoney = view.tasks.some(({ failure }) => failure?.reason === 'budget-spent' && failure.scope === `run ${run}`);
  const steps = [
    ...(merged > 0 ? [[`git log --graph --oneline ${mergedBranch}`, 'what was merged']] : []),
    ...(merged > 0 ? [[`fanout merge ${run} --into ${baseBranch ?? 'BRANCH'}`, 'take it over, by fast-forward']] : []),
    ...(unlanded ? [[`fanout logs ${run} ${unlanded.key}`, 'what its sessions did']] : []),
    ...(unlanded && !hasNoMoney ? [[`fanout retry ${run} ${unlanded.key}`, 'try it again']] : []),
    ...(hasNoMoney ? [[`fanout retry ${run} --budget-usd AMOUNT`, 'allow it more, and go on where it was']] : []),
    [`fanout clean ${run}`, 'remove the worktrees that are left; unsaved work is kept in refs/fanout/'],
  ];
  const table = drawTable({ rows: steps, columns: null, overflow: 'cut', paint: (_, text) => text });
  const isWide = columns !== null && table.some((line) => line.length + 2 > columns);
  // A command that is broken over two lines cannot be copied, so what it does goes below it.
  const lines = isWide
    ? steps.flatMap(([command = '', does = '']) => [command, ...wrapText(`    ${does}`, columns - 2).split('\n')])
    : table;
  return ['Next:', ...lines.map((line) => `  ${line}`)];
}
