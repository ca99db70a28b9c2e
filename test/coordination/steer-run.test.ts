import { afterEach, beforeEach, expect, test } from 'vitest';
import { latestRun, listRuns, readEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { readTaskStates, rebuildProjections, record } from '../../mcp-server/domain/coordination/work/record.ts';
import { cancelRun, cancelTask, pauseRun, resumeRun, retryTask } from '../../mcp-server/domain/coordination/steer-run.ts';
import { verifyJournal } from '../../mcp-server/infra/store/journal.ts';
import type { Failure } from '../../mcp-server/kernel/failure.ts';
import type { RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeGraph, submitted } from '../support/submitted.ts';

let infra: ReturnType<typeof makeInfra>;
beforeEach(() => {
  infra = makeInfra();
});
afterEach(() => infra.dispose());

const phases = (run: RunId) => Object.fromEntries(readTaskStates(infra.store, run).map((task) => [task.key, task.phase]));
const failure: Failure = { reason: 'nothing-committed', task: 'a', keptAt: '/nowhere' };

test('saying a thing twice changes nothing the second time', () => {
  const run = submitted(infra, makeGraph('a'));
  expect(pauseRun(infra, { run })).toMatchObject({ ok: true, value: { changed: true, status: 'paused' } });
  expect(pauseRun(infra, { run })).toMatchObject({ ok: true, value: { changed: false, status: 'paused' } });
  expect(resumeRun(infra, { run })).toMatchObject({ ok: true, value: { changed: true, status: 'running' } });
  expect(resumeRun(infra, { run })).toMatchObject({ ok: true, value: { changed: false } });
  expect(cancelRun(infra, { run })).toMatchObject({ ok: true, value: { changed: true, status: 'cancelling' } });
  expect(cancelRun(infra, { run })).toMatchObject({ ok: true, value: { changed: false } });
  expect(readEvents(infra, { run, after: 0 }).map(({ kind }) => kind)).toEqual([
    'run-submitted',
    'run-paused',
    'run-resumed',
    'run-cancel-asked',
  ]);
});

test('a run or task that is not there is named', () => {
  expect(pauseRun(infra, { run: 'abcdefgh' as RunId })).toMatchObject({
    ok: false,
    failure: { reason: 'run-unknown', run: 'abcdefgh' },
  });
  const run = submitted(infra, makeGraph('a', 'b: a'));
  expect(retryTask(infra, { run, task: 'c' })).toMatchObject({
    ok: false,
    failure: { reason: 'task-unknown', known: ['a', 'b'] },
  });
});

// a* → b → c, and d alone
test('retrying a failed task frees the tasks that only waited for it', () => {
  const run = submitted(infra, makeGraph('a', 'b: a', 'c: b', 'd'));
  const block = (task: string, dependency: string) =>
    record(infra, {
      kind: 'task-blocked',
      run,
      task: task as TaskKey,
      failure: { reason: 'dependency-failed', task, dependency },
    });
  record(infra, { kind: 'task-failed', run, task: 'a' as TaskKey, failure });
  block('b', 'a');
  block('c', 'b');
  record(infra, { kind: 'task-failed', run, task: 'd' as TaskKey, failure });
  record(infra, { kind: 'run-finished', run });
  expect(retryTask(infra, { run, task: 'a' })).toMatchObject({ ok: true, value: { changed: true, phase: 'waiting' } });
  expect(phases(run)).toEqual({ a: 'waiting', b: 'waiting', c: 'waiting', d: 'failed' });
  expect(readRun(infra, { run })).toMatchObject({ ok: true, value: { status: 'running', finishedAt: null } });
  expect(retryTask(infra, { run, task: 'a' })).toMatchObject({ ok: true, value: { changed: false } });
});

test('a task that is cancelled before it began says so once', () => {
  const run = submitted(infra, makeGraph('a'));
  expect(cancelTask(infra, { run, task: 'a' })).toMatchObject({ ok: true, value: { changed: true } });
  expect(cancelTask(infra, { run, task: 'a' })).toMatchObject({ ok: true, value: { changed: false } });
});

test('projections rebuilt from the journal are what they were, and the chain of sums holds', () => {
  const run = submitted(infra, makeGraph('a', 'b: a'));
  record(infra, { kind: 'task-started', run, task: 'a' as TaskKey, attempt: 1 });
  record(infra, { kind: 'task-failed', run, task: 'a' as TaskKey, failure });
  retryTask(infra, { run, task: 'a' });
  const before = JSON.stringify([listRuns(infra), readTaskStates(infra.store, run)]);
  rebuildProjections(infra.store);
  expect(JSON.stringify([listRuns(infra), readTaskStates(infra.store, run)])).toBe(before);
  expect(verifyJournal(infra.store)).toEqual({ ok: true, value: { events: 4 } });
});

test('the latest run of a repository is the one that was submitted last', () => {
  const first = submitted(infra, makeGraph('a'));
  const last = submitted(infra, makeGraph('b'));
  pauseRun(infra, { run: first });
  expect(latestRun(infra, { repository: '/nowhere/shop/.git' })?.run).toBe(last);
  expect(listRuns(infra).map(({ run }) => run)).toEqual([last, first]);
  expect(latestRun(infra, { repository: '/elsewhere/.git' })).toBeNull();
});
