import { join } from 'node:path';
import type { Graph, Repository, RunId, Stage, Task, TaskKey } from '../../../kernel/model.ts';
import type { Expectation } from '../../../domain/coordination/expect-run.ts';
import type { RunPlan } from '../../../domain/coordination/plan-run.ts';
import { sayOverlap } from '../../../domain/overlaps/forecast.ts';
import { mostRisk } from '../../../domain/overlaps/keep-apart.ts';
import { waves } from '../../../domain/tasks/waves.ts';
import { worktreePath } from '../../../domain/workspaces/worktree-path.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { drawTable } from '../terminal/table.ts';
import type { Paint } from '../terminal/terminal.ts';
import { count, dollars, duration, short } from '../terminal/units.ts';

/** A plan, what it may take, and the models that the flags and the graph choose for each task. */
export interface PlannedRun extends RunPlan {
  expectation: Expectation;
  models: (task: Task) => Record<Stage, string>;
}

/** The plan of a run for people: what each task waits for and must pass, where it happens, and what it may cost. */
export function planText(plan: PlannedRun, { columns, paint }: { columns: number | null; paint: Paint }): string {
  const { graph, config } = plan;
  const levels = waves(graph);
  const title = `${sanitiseLine(graph.title)}: ${count(graph.tasks.length, 'task')} in ${count(levels.length, 'wave')}, ${config.slots} at a time`;
  const tasks = drawTable({
    head: ['wave', 'task', 'after', 'own checks', 'title'],
    rows: levels.flatMap((keys, index) => keys.map((key) => taskRow(taskOf(graph, key), index + 1))),
    columns,
    overflow: 'wrap',
    paint,
  });
  const facts = drawTable({ rows: factRows(plan, paint), columns, overflow: 'wrap', paint });
  return [paint('bold', title), '', ...tasks, '', ...facts].join('\n');
}

const taskRow = (task: Task, wave: number): string[] => [
  String(wave),
  task.key,
  task.dependsOn.join(', ') || '-',
  task.checks.map(sanitiseLine).join('; ') || '-',
  sanitiseLine(task.title),
];

function factRows(plan: PlannedRun, paint: Paint): string[][] {
  const { config, repository, agent, base, setup, checks } = plan;
  const where = worktreePath({ repository, config, run: 'RUN' as RunId, task: 'TASK' as TaskKey });
  const branches = 'fanout/RUN/task/TASK, merged into fanout/RUN/merged; your branches and checkout stay as they are';
  const rows = [
    ['base', `${sanitiseLine(base.name)} (${short(base.commit)})`],
    ['worktrees', sanitiseLine(where)],
    ['branches', branches],
    ['setup', setup === null ? 'none' : sanitiseLine(setup)],
    ['checks', checks.map(sanitiseLine).join('; ') || 'none found: nothing but the review stands between a build and a merge'],
    ['ports', `${config.ports.join(', ') || 'none'} for each task`],
    ...(plan.unreadConfig === null ? [] : [['settings', unread(plan.unreadConfig, repository)]]),
    ...overlapRows(plan),
    ...(agent.name === 'claude' ? modelRows(plan) : []),
    [
      'agent',
      agent.name === 'claude' ? `Claude Code ${agent.version}` : 'none: sessions are simulated, ask no model and cost nothing',
    ],
    ...(agent.name === 'claude' ? expectationRows(plan) : []),
  ];
  return rows.map(([name = '', value = '']) => [paint('dim', name), value]);
}

const unread = (path: string, { mainWorktree }: Repository): string =>
  `${sanitiseLine(path)} is not read: what counts is ${mainWorktree === null ? 'fanout.yaml as HEAD has it' : sanitiseLine(join(mainWorktree, 'fanout.yaml'))}`;

function expectationRows({ graph, expectation }: PlannedRun): string[][] {
  const { sessions, minutes, usd, path, basis } = expectation;
  const isChain = graph.tasks.length > 1 && path.length === graph.tasks.length;
  return [
    ['estimate', `${count(sessions, 'session')}, ${duration(minutes * 60_000)}, ${dollars(usd)} at list price`],
    ['basis', basis],
    ...(path.length > 1 ? [['longest way', path.join(' → ')]] : []),
    ...(isChain ? [['advice', 'each task waits for the one before, so one session would be about as fast and cost less']] : []),
  ];
}

// Likelier ones come first; a long tail says nothing.
const mostOverlaps = 5;

function overlapRows({ overlaps, config }: PlannedRun): string[][] {
  const shown = overlaps.slice(0, mostOverlaps).map((overlap, index) => {
    const what = config.merges.separate && overlap.risk > mostRisk ? ' The later one waits.' : '';
    return [index === 0 ? 'overlaps' : '', `${sanitiseLine(sayOverlap(overlap))}${what}`];
  });
  const more = overlaps.length - shown.length;
  return more > 0 ? [...shown, ['', `and ${more} less likely`]] : shown;
}

/** The models of the run in one line, and a line for each task that has others. */
function modelRows({ graph, models }: PlannedRun): string[][] {
  const words = (task: Task) =>
    Object.entries(models(task))
      .map(([stage, model]) => `${stage} ${sanitiseLine(model)}`)
      .join(', ');
  const usual = graph.tasks.find((task) => Object.keys(task.models).length === 0);
  const others = graph.tasks.filter((task) => Object.keys(task.models).length > 0);
  return [...(usual ? [['models', words(usual)]] : []), ...others.map((task) => [`models of ${task.key}`, words(task)])];
}

/** The plan of a run for a machine. */
export function planJson(plan: PlannedRun): Record<string, unknown> {
  const { graph, config, repository, agent, base, setup, checks, expectation } = plan;
  return {
    title: graph.title,
    waves: waves(graph),
    tasks: graph.tasks.map((task) => ({
      key: task.key,
      title: task.title,
      dependsOn: task.dependsOn,
      checks: task.checks,
      models: plan.models(task),
    })),
    repository: repository.mainWorktree ?? repository.commonDir,
    base,
    slots: config.slots,
    setup,
    checks,
    unreadConfig: plan.unreadConfig,
    ports: config.ports,
    overlaps: plan.overlaps,
    agent,
    estimate: expectation,
  };
}

function taskOf(graph: Graph, key: TaskKey): Task {
  const task = graph.tasks.find((one) => one.key === key);
  if (!task) throw new Error(`A wave names task ${key}, which the graph has not`);
  return task;
}
