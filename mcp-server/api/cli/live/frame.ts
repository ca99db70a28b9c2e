import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import { explain } from '../../../kernel/explain.ts';
import { hasEnded, looks, phaseWords } from '../say/phase.ts';
import { totals } from '../say/totals.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { drawTable } from '../terminal/table.ts';
import type { Paint } from '../terminal/terminal.ts';
import { dollars, duration, short } from '../terminal/units.ts';

/** What a frame is drawn from. `lastLines` holds the latest words of each task's session. */
export interface Scene {
  view: RunView;
  lastLines: ReadonlyMap<string, string>;
  now: number;
  columns: number;
  rows: number;
  paint: Paint;
}

// log-update clips what is taller than the terminal from above, which would cut the header.
const linesAround = 3;

/** The picture of a run at one moment: a header, then a line per task. Never wider or taller than the terminal. */
export function drawFrame(scene: Scene): string[] {
  const { view, columns, rows, paint } = scene;
  const shown = choose(view.tasks, Math.max(1, rows - linesAround));
  const hidden = view.tasks.filter((task) => !shown.includes(task));
  const tasks = shown.map((task) => taskRow(task, scene));
  const more = hidden.length > 0 ? [cutTo(columns, `  and ${hidden.length} more: ${tally(hidden)}`)] : [];
  return [cutTo(columns, header(scene)), ...drawTable({ rows: tasks, columns, overflow: 'cut', paint }), ...more];
}

function header({ view, now, paint }: Scene): string {
  const { tasks, merged, active, failed } = totals(view);
  const age = duration((view.finishedAt ?? now) - view.createdAt);
  const parts = [
    `${merged}/${tasks} merged`,
    ...(active > 0 ? [`${active} at work`] : []),
    ...(failed > 0 ? [paint('red', `${failed} not landed`)] : []),
    age,
    dollars(view.usd),
  ];
  const status = view.status === 'running' ? '' : ` ${paint('yellow', view.status)}`;
  // The title comes last: where room is short, the numbers are what people look for.
  return `${paint('dim', view.run)}${status}  ${parts.join(' · ')} · ${paint('bold', sanitiseLine(view.title))}`;
}

function taskRow(task: TaskView, scene: Scene): string[] {
  const { glyph, format, isActive } = looks[task.phase];
  const until = hasEnded(task.phase) ? (task.endedAt ?? task.since) : scene.now;
  const from = hasEnded(task.phase) ? (task.startedAt ?? until) : task.since;
  const age = task.phase === 'waiting' ? '' : duration(until - from);
  return [
    ` ${scene.paint(format, glyph)}`,
    task.key,
    isActive ? scene.paint(format, phaseWords(task)) : phaseWords(task),
    age,
    scene.paint('dim', detail(task, scene)),
  ];
}

function detail(task: TaskView, { view, lastLines, now }: Scene): string {
  if (task.phase === 'parked' && task.until !== null) return `wakes in ${duration(task.until - now)}`;
  if (task.phase === 'held') return `yours: \`fanout release ${view.run} ${task.key}\` gives it back`;
  if (task.failure) return sanitiseLine(explain(task.failure).message);
  if (task.phase === 'done') return task.merged ? `merged as ${short(task.merged)}` : '';
  if (task.phase !== 'waiting') return sanitiseLine(lastLines.get(task.key) ?? '');
  const open = task.dependsOn.filter((key) => view.tasks.find((other) => other.key === key)?.phase !== 'done');
  if (open.length > 0) return `after ${open.join(', ')}`;
  return task.keptApart ? `apart from ${task.keptApart.behind}` : 'for a free slot';
}

/** The tasks that fit: those at work and those that went wrong before those that wait, and these before the merged. */
function choose(tasks: TaskView[], room: number): TaskView[] {
  if (tasks.length <= room) return tasks;
  const rank = ({ phase }: TaskView) => (looks[phase].isActive ? 0 : phase === 'waiting' ? 2 : phase === 'done' ? 3 : 1);
  const kept = new Set(tasks.toSorted((a, b) => rank(a) - rank(b)).slice(0, room));
  return tasks.filter((task) => kept.has(task));
}

function tally(tasks: TaskView[]): string {
  const counts = new Map<string, number>();
  for (const { phase } of tasks) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  return [...counts].map(([phase, number]) => `${number} ${phase}`).join(', ');
}

const cutTo = (columns: number, text: string): string =>
  drawTable({ rows: [[text]], columns, overflow: 'cut', paint: (_, plain) => plain })[0] ?? '';
