import { expect, onTestFinished, test } from 'vitest';
import { readEvents } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { readRunState, readTaskStates, record } from '../../mcp-server/domain/coordination/work/record.ts';
import { watchMigrations } from '../../mcp-server/domain/coordination/stages/watch-migrations.ts';
import { mergesSchema } from '../../mcp-server/kernel/config-merges.ts';
import type { TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { makeGraph, submitted } from '../support/submitted.ts';

test('two tasks under way that took the same migration number are recorded once, before either merges', async () => {
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
  const clashes = readEvents(infra, { run, after: 0 }).filter(({ kind }) => kind === 'migrations-clash');
  expect(clashes).toMatchObject([{ task: 'users', beside: 'orders', files: ['db/002_users.sql'], theirs: ['db/2-orders.sql'] }]);
});
