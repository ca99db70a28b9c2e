import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { countUse } from '../../mcp-server/domain/coordination/work/count-use.ts';
import { readRunState } from '../../mcp-server/domain/coordination/work/record.ts';
import { countLoad, readLoads, type Load } from '../../mcp-server/domain/lessons/count-loads.ts';
import { lessonStats } from '../../mcp-server/domain/lessons/lesson-stats.ts';
import { lessonsIn, putBlock } from '../../mcp-server/domain/lessons/managed-block.ts';
import { readLoadedFiles } from '../../mcp-server/domain/sessions/agents/loaded-files.ts';
import type { Repository, RunId, SessionId, TaskKey, Trial } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository: Repository = { commonDir: '/nowhere/shop/.git', mainWorktree: '/nowhere/shop', name: 'shop' };
const load = (session: string, differs: Partial<Load> = {}): Load => ({
  at: 1,
  session: session as SessionId,
  run: 'k3m9x2ab' as RunId,
  task: 'sum' as TaskKey,
  stage: 'build',
  by: 'brief',
  lessons: ['aa'],
  tokens: 100,
  ...differs,
});

test('a session that was told a lesson by its brief and by its client counts once, also when a crash had it written twice', () => {
  const infra = { home: temporaryFolder() };
  for (const one of [
    load('one'),
    load('one'),
    load('one', { by: 'client', lessons: ['aa', 'bb'], tokens: 300 }),
    load('two', { tokens: 200 }),
  ])
    countLoad(infra, repository, one);
  const loads = readLoads(infra, repository);
  expect(loads).toHaveLength(3);
  const { tokensPerSession, loads: counts } = lessonStats(new Map(), { merges: [], loads, cited: ['aa'] });
  expect(counts).toEqual({ aa: 2, bb: 1 });
  expect(tokensPerSession).toEqual({ brief: 150, client: 300 });
});

test('what the hook noted is read without its torn lines, and a file names the lessons that it holds', () => {
  const directory = temporaryFolder();
  expect(readLoadedFiles(directory)).toEqual([]);
  writeFileSync(join(directory, 'loaded.ndjson'), '{"file_path":"/a.md"}\n{"file_path":"/a.md"}\n{"other":1}\n{"file_pa');
  expect(readLoadedFiles(directory)).toEqual(['/a.md']);
  const file = putBlock(putBlock('', { id: 'aa', about: '', text: 'One.' }), { id: 'bb', about: '', text: 'Two.' });
  expect(lessonsIn(file)).toEqual(['aa', 'bb']);
});

test('what Claude Code loaded in a session is counted with the lessons that stand in it, and a trial is not counted', () => {
  const infra = makeInfra();
  onTestFinished(() => infra.dispose());
  const run = readRunState(infra.store, submitted(infra, makeGraph('sum')));
  const [task] = run?.graph.tasks ?? [];
  if (!run || !task) throw new Error('There is no run');
  const directory = temporaryFolder();
  const rule = join(directory, 'rule.md');
  writeFileSync(rule, putBlock('', { id: 'aa', about: '', text: 'One.' }));
  writeFileSync(
    join(directory, 'loaded.ndjson'),
    `${[rule, '/gone.md'].map((path) => JSON.stringify({ file_path: path })).join('\n')}\n`,
  );
  const use = { session: 'one' as SessionId, stage: 'build' as const, directory, told: { text: '', lessons: ['bb'], tokens: 7 } };
  const count = (trial?: Trial) => countUse({ infra, run, task: { ...task, trial } }, use);
  count({} as Trial);
  expect(readLoads(infra, run.repository)).toEqual([]);
  count();
  expect(readLoads(infra, run.repository)).toMatchObject([
    { by: 'brief', lessons: ['bb'], tokens: 7 },
    { by: 'client', lessons: ['aa'] },
  ]);
});
