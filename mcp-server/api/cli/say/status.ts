import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import type { TaskKey } from '../../../kernel/model.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { drawTable } from '../terminal/table.ts';
import type { Paint } from '../terminal/terminal.ts';
import { dollars, duration, short } from '../terminal/units.ts';
import { wrapText } from '../terminal/wrap-text.ts';
import { costLines } from './costs.ts';
import { findingsText } from './findings.ts';
import { overlapLines } from './overlaps.ts';
import { deliveryLines } from './delivery.ts';
import { failuresText } from './outcome.ts';
import { hasEnded, looks, phaseWords } from './phase.ts';
import { totals } from './totals.ts';
import { workWords, type Work } from './work.ts';

interface Page {
  now: number;
  columns: number | null;
  paint: Paint;
}

/** Where a run stands: what it is, a table of its tasks with what is in their worktrees, and every failure in full. */
export function statusText(view: RunView, page: Page & { work: ReadonlyMap<TaskKey, Work> }): string {
  const { paint, columns, now } = page;
  const { tasks, merged } = totals(view);
  const age = duration((view.finishedAt ?? now) - view.createdAt);
  const when = view.finishedAt === null ? `${view.status} for ${age}` : `${view.status} after ${age}`;
  const base = `${view.baseBranch ? `${sanitiseLine(view.baseBranch)} ` : ''}(${short(view.base)})`;
  const tip = view.mergedCommit ? ` (${short(view.mergedCommit)})` : '';
  const table = drawTable({
    head: ['', 'task', 'phase', 'age', 'rounds', 'cost', 'ports', 'worktree'],
    rows: view.tasks.map((task) => statusRow(task, page)),
    columns,
    overflow: 'wrap',
    paint,
  });
  return [
    `${paint('bold', sanitiseLine(view.title))} ${paint('dim', view.run)}: ${merged} of ${tasks} merged, ${when}, about ${dollars(view.usd)}`,
    `from ${base} into ${view.mergedBranch}${tip}`,
    ...costLines(view).map((line) => wrapText(line, columns)),
    '',
    ...table,
    ...failuresText(view.tasks, columns),
    ...findingsText(view),
    ...overlapLines(view.tasks).map((line) => wrapText(line, columns)),
    ...deliveryLines(view.delivery),
  ].join('\n');
}

function statusRow(task: TaskView, { work, now, paint }: Page & { work: ReadonlyMap<TaskKey, Work> }): string[] {
  const { glyph, format } = looks[task.phase];
  const mine = work.get(task.key);
  return [
    paint(format, glyph),
    task.key,
    phaseCell(task, now),
    duration(hasEnded(task.phase) ? (task.endedAt ?? task.since) - (task.startedAt ?? task.since) : now - task.since),
    String(task.round),
    dollars(task.usd),
    task.ports.map(({ name, port }) => `${name} ${port}`).join(', ') || '-',
    mine ? workWords(mine) : '-',
  ];
}

function phaseCell(task: TaskView, now: number): string {
  if (task.phase === 'waiting' && task.keptApart) return `waiting, apart from ${task.keptApart.behind}`;
  if (task.phase === 'waiting' && task.dependsOn.length > 0) return `waiting, after ${task.dependsOn.join(', ')}`;
  if (task.phase === 'parked' && task.until !== null) return `parked, wakes in ${duration(task.until - now)}`;
  return phaseWords(task);
}

/** Runs as a list, newest first. */
export function listText(runs: RunView[], { now, columns, paint, withRepository }: Page & { withRepository: boolean }): string {
  if (runs.length === 0) return 'There is no run yet. Start one with `fanout run <graph>`, or see one with `fanout demo`.';
  const rows = runs.map((view) => {
    const { tasks, merged } = totals(view);
    const repository = withRepository ? [sanitiseLine(view.repository.mainWorktree ?? view.repository.commonDir)] : [];
    return [
      view.run,
      view.status,
      `${merged}/${tasks}`,
      `${duration(now - view.createdAt)} ago`,
      ...repository,
      sanitiseLine(view.title),
    ];
  });
  const head = ['run', 'status', 'merged', 'started', ...(withRepository ? ['repository'] : []), 'title'];
  return drawTable({ head, rows, columns, overflow: 'wrap', paint }).join('\n');
}
