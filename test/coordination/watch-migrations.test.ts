import { expect, onTestFinished, test } from 'vitest';
import { resultText } from '../../mcp-server/api/cli/say/outcome.ts';
import { statusText } from '../../mcp-server/api/cli/say/status.ts';
import { runFacts } from '../../mcp-server/api/tools/run-facts.ts';
import { numberNote } from '../../mcp-server/domain/coordination/work/number-note.ts';
import { readAllEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { readRunState, readTaskStates, record } from '../../mcp-server/domain/coordination/work/record.ts';
import { watchMigrations } from '../../mcp-server/domain/coordination/stages/watch-migrations.ts';
import { mergesSchema } from '../../mcp-server/kernel/config-merges.ts';
import type { TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';

test('two tasks under way that took the same migration number are told of once, before either merges, wherever people and agents look', async () => {
  const sample = makeRepository({ files: { 'db/001_first.sql': 'select 1;\n' } });
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const merges = mergesSchema.parse({ migrations: ['db/*.sql'] });
  const run = submitted(infra, makeGraph('users', 'orders', 'docs'), { merges });
  const build = (task: string, path: string): void => {
    sample.git(['checkout', '--quiet', '--detach', sample.base]);
    const commit = sample.commit({ [path]: 'select 2;\n' });
    const key = task as TaskKey;
    const workspace = { path: `/w/${task}`, branch: task, base: sample.base, ports: [], environment: {} };
    record(infra, { kind: 'task-started', run, task: key, attempt: 1 });
    record(infra, { kind: 'workspace-wanted', run, task: key, path: workspace.path, branch: task, base: sample.base });
    record(infra, { kind: 'workspace-ready', run, task: key, workspace });
    record(infra, { kind: 'plan-made', run, task: key, plan: { summary: '', paths: [], steps: [], checks: [], risks: [] } });
    record(infra, { kind: 'build-finished', run, task: key, commit });
  };
  build('users', 'db/002_users.sql');
  build('orders', 'db/2-orders.sql');
  build('docs', 'docs/002_guide.md');
  const state = readRunState(infra.store, run);
  if (!state) throw new Error('There is no run');
  const repository = sample.repository;
  for (const task of [...readTaskStates(infra.store, run), ...readTaskStates(infra.store, run)]) {
    const whole = state.graph.tasks.find(({ key }) => key === task.key);
    if (!whole) throw new Error('There is no task');
    await watchMigrations({ infra, run: { ...state, repository }, task: whole }, task);
  }
  const [users, orders, docs] = valueOf(readRun(infra, { run })).tasks;
  expect(readAllEvents(infra, { run }).filter(({ kind }) => kind === 'migrations-clash')).toHaveLength(2);
  expect(users?.clashes).toEqual([{ with: 'orders', files: ['db/002_users.sql'], theirs: ['db/2-orders.sql'] }]);
  expect(orders?.clashes).toEqual([{ with: 'users', files: ['db/2-orders.sql'], theirs: ['db/002_users.sql'] }]);
  expect(docs?.clashes).toEqual([]);
  const said =
    'users and orders took the same migration number (db/002_users.sql, db/2-orders.sql): the one that merges later gets the next free one.';
  const page = { now: 0, columns: null, paint: (_: unknown, text: string) => text };
  const view = valueOf(readRun(infra, { run }));
  expect(statusText(view, { ...page, work: new Map() })).toContain(said);
  expect(resultText(view, { ...page, events: [] })).toContain(said);
  expect(runFacts(view).tasks.map(({ problem }) => problem)).toEqual([
    expect.stringContaining('same migration number as orders (db/002_users.sql)'),
    expect.stringContaining('same migration number as users (db/2-orders.sql)'),
    null,
  ]);
  expect(numberNote(orders?.clashes ?? [])).toContain('Leave your numbers as they are');
});
