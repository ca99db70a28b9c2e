import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { databaseBranch } from '../../mcp-server/api/tools/database-branch.ts';
import { databaseDrop } from '../../mcp-server/api/tools/database-drop.ts';
import { databaseList } from '../../mcp-server/api/tools/database-list.ts';
import type { ToolContext } from '../../mcp-server/api/tools/define-tool.ts';
import { findPlace } from '../../mcp-server/domain/coordination/by-hand/find-place.ts';
import { openWorkspace } from '../../mcp-server/domain/coordination/by-hand/open-worktree.ts';
import { branchDatabase } from '../../mcp-server/domain/workspaces/databases/branch-database.ts';
import type { TaskKey } from '../../mcp-server/kernel/model.ts';
import { valueOf } from '../support/value-of.ts';
import { contentOf, isConsistent, makeSqlite } from './sqlite-sample.ts';
import { makePlace } from './wish.ts';

function samplePlace() {
  const place = makePlace({ files: { '.gitignore': 'data/\n' } });
  mkdirSync(join(place.sample.path, 'data'));
  const source = join(place.sample.path, 'data/app.db');
  makeSqlite(source);
  return { ...place, source };
}

test('tools branch, list and drop the databases of a worktree, and name those that there are', async () => {
  const { sample, infra } = samplePlace();
  const signal = new AbortController().signal;
  const from = { from: sample.path, name: 'one' as TaskKey, setup: false, signal };
  const { workspace } = valueOf(await openWorkspace(infra, from));
  writeFileSync(join(sample.path, 'fanout.yaml'), 'databases:\n  app: { kind: sqlite, file: data/app.db, variable: APP_FILE }\n');
  const context: ToolContext = { infra, cwd: workspace.path, signal, progress: () => undefined };
  const wrong = await databaseBranch.call({ worktree: '.', name: 'ap' }, context);
  expect(wrong).toMatchObject({ ok: false, failure: { reason: 'database-unknown', database: 'ap', known: ['app'] } });
  const url = join(workspace.path, 'data/app.db');
  for (const _ of ['made', 'answered again'])
    expect(valueOf(await databaseBranch.call({ worktree: '.' }, context)).facts).toEqual({
      databases: [{ name: 'app', kind: 'sqlite', variable: 'APP_FILE', url }],
    });
  expect(valueOf(await findPlace(infra, { path: workspace.path })).environment['APP_FILE']).toBe(url);
  expect(valueOf(await databaseList.call({}, context)).facts).toMatchObject({
    databases: [{ owner: workspace.path, name: 'app', stage: 'ready', place: url }],
  });
  expect(valueOf(await databaseDrop.call({ worktree: '.' }, context)).text).toMatch(/^Dropped fanout_b_/);
  expect(valueOf(await databaseList.call({}, context)).facts).toEqual({ databases: [] });
});

test('a person’s checkout gets no copy over its own database', async () => {
  const { sample, infra, wish, source } = samplePlace();
  const content = contentOf(source);
  const wanted = { ...wish({ kind: 'sqlite', file: 'data/app.db' }), owner: sample.path };
  const refused = await branchDatabase(infra, wanted);
  expect(refused).toMatchObject({ ok: false, failure: { reason: 'database-failed', detail: `${source} is the source itself` } });
  expect(infra.store.db.prepare('SELECT count(*) FROM database_branch').pluck().get()).toBe(0);
  expect(isConsistent(source)).toBe(true);
  expect(contentOf(source)).toBe(content);
  const context: ToolContext = { infra, cwd: sample.path, signal: new AbortController().signal, progress: () => undefined };
  expect(await databaseBranch.call({ worktree: sample.path }, context)).toMatchObject({ ok: false });
});
