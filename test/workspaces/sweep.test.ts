import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cleanRuns } from '../../mcp-server/domain/coordination/clean-runs.ts';
import { openWorktree } from '../../mcp-server/domain/coordination/by-hand/open-worktree.ts';
import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import { createCheckout } from '../../mcp-server/domain/workspaces/create-checkout.ts';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { poolLock } from '../../mcp-server/domain/workspaces/dependencies/pool.ts';
import { withWorkspaceLock } from '../../mcp-server/domain/workspaces/locks.ts';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { startService } from '../../mcp-server/domain/workspaces/services/start-service.ts';
import { temporaryFolder as temporaryFolderOf } from '../../mcp-server/domain/workspaces/workspace-environment.ts';
import { readRecord, writeRecord } from '../../mcp-server/domain/workspaces/workspace-record.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { tryLock } from '../../mcp-server/infra/store/lock.ts';
import type { TaskKey } from '../../mcp-server/kernel/model.ts';
import { ok } from '../../mcp-server/kernel/result.ts';
import { askFanout } from '../support/ask-fanout.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

function sampleParts() {
  const sample = makeRepository({ files: { 'a.txt': 'a\n' } });
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'] });
  onTestFinished(infra.dispose);
  const create = async (task = 'one') => valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, task })));
  const clean = async (dryRun = false) => valueOf(await cleanRuns(infra, { repository: sample.repository, dryRun }));
  return { sample, infra, create, clean };
}

const nothing = { worktrees: [], branches: [], databases: [], ports: 0, entries: [], leftovers: [], kept: [] };

const startLoop = (infra: Infra, path: string) =>
  startService(infra, {
    name: 'loop',
    path,
    command: 'sleep 300',
    port: null,
    health: null,
    container: false,
    restart: true,
    pauseSeconds: 1,
    environment: {},
    passEnvironment: [],
  });

test('a workspace whose folder somebody deleted is taken away with its service, ports and branch, and its commits are kept', async () => {
  const { sample, infra, create, clean } = sampleParts();
  const kept = await create('kept');
  const { path, branch } = await create();
  sample.git(['commit', '--quiet', '--allow-empty', '--message', 'own'], { cwd: path });
  const tip = sample.git(['rev-parse', 'HEAD'], { cwd: path });
  valueOf(await startLoop(infra, path));
  rmSync(path, { recursive: true });
  const foreseen = await clean(true);
  expect(foreseen).toEqual({ ...nothing, worktrees: [path], branches: [branch], ports: 1 });
  expect(findProcesses({ token: `FANOUT_WORKTREE=${path}` })).not.toEqual([]);
  const cleaned = await clean();
  expect(cleaned).toMatchObject({ worktrees: [path], branches: [branch] });
  expect(sample.git(['rev-parse', cleaned.kept[0] ?? ''])).toBe(tip);
  expect(findProcesses({ token: `FANOUT_WORKTREE=${path}` })).toEqual([]);
  expect(listPorts(infra).map(({ owner }) => owner)).toEqual([kept.path]);
  expect(existsSync(temporaryFolderOf(infra, path))).toBe(false);
  expect(sample.git(['worktree', 'list', '--porcelain']).match(/^worktree /gm)).toHaveLength(2);
  expect(await clean()).toEqual(nothing);
});

test('a worktree that was never whole goes, and one that somebody is at stays', async () => {
  const { infra, create, clean } = sampleParts();
  const { path, branch } = await create();
  const record = readRecord(infra, path);
  if (!record) throw new Error('There is no record');
  writeRecord(infra, { ...record, stage: 'adding' });
  await withWorkspaceLock(infra, path, async () => {
    expect(await clean()).toEqual(nothing);
    return ok(undefined);
  });
  expect(await clean(true)).toEqual({ ...nothing, worktrees: [path], branches: [branch] });
  expect(await clean()).toMatchObject({ worktrees: [path], branches: [branch], kept: [] });
  expect(existsSync(path)).toBe(false);
  expect(await clean()).toEqual(nothing);
});

test('a workspace whose making was killed goes with what is in it kept, and a bare worktree stays', async () => {
  const { sample, infra, create, clean } = sampleParts();
  const bare = valueOf(await openWorktree(infra, { from: sample.path, name: 'bare' as TaskKey }));
  const { path, branch } = await create();
  const record = readRecord(infra, path);
  if (!record) throw new Error('There is no record');
  const { planted: _, ...unplanted } = record;
  writeRecord(infra, { ...unplanted, stage: 'filled' });
  writeFileSync(join(path, 'mine.txt'), 'mine\n');
  const cleaned = await clean();
  expect(cleaned).toMatchObject({ worktrees: [path], branches: [branch] });
  expect(sample.git(['show', `${cleaned.kept[0]}:mine.txt`])).toBe('mine');
  expect(existsSync(bare.path)).toBe(true);
});

test('workspaces made by hand go when a person says so, except those that somebody is in', async () => {
  const { sample, infra, create, clean } = sampleParts();
  const [idle, busy] = [await create('idle'), await create('busy')];
  valueOf(await startLoop(infra, idle.path));
  const worker = spawn('sleep', ['300'], { cwd: busy.path, stdio: 'ignore' });
  onTestFinished(() => void worker.kill());
  expect(await clean()).toEqual(nothing);
  const cleaned = valueOf(await cleanRuns(infra, { repository: sample.repository, byHand: true }));
  expect(cleaned).toEqual({ ...nothing, worktrees: [idle.path], branches: [idle.branch] });
  expect(findProcesses({ token: `FANOUT_WORKTREE=${idle.path}` })).toEqual([]);
  expect(existsSync(busy.path)).toBe(true);
});

test('a branch that a killed removal left is deleted, and one that a worktree has is not', async () => {
  const { sample, create, clean } = sampleParts();
  await create();
  sample.git(['branch', 'fanout/k3m9x2ab/task/gone']);
  sample.git(['branch', 'fanout/mine']);
  expect(await clean(true)).toEqual({ ...nothing, branches: ['fanout/k3m9x2ab/task/gone'] });
  expect(await clean()).toEqual({ ...nothing, branches: ['fanout/k3m9x2ab/task/gone'] });
  expect(sample.git(['for-each-ref', '--format=%(refname:short)', 'refs/heads'])).toBe(
    'fanout/k3m9x2ab/task/one\nfanout/mine\nmain',
  );
});

test('packages that were being kept when their process was killed go, and those that somebody is keeping stay', async () => {
  const { infra, clean } = sampleParts();
  const [left, busy] = ['left-frozen', 'busy'].map((key) => join(infra.home, 'dependencies', `${key}.new`));
  for (const folder of [left, busy]) mkdirSync(join(folder ?? '', '0'), { recursive: true });
  const lock = tryLock(poolLock(infra, { key: 'busy' }));
  onTestFinished(() => lock?.release());
  expect(await clean(true)).toEqual({ ...nothing, leftovers: [left] });
  expect(await clean()).toEqual({ ...nothing, leftovers: [left] });
  expect([existsSync(left ?? ''), existsSync(busy ?? '')]).toEqual([false, true]);
});

test('a checkout of ours that nobody has been in for an hour goes, and a new one stays', async () => {
  const { sample, infra, clean } = sampleParts();
  const checkout = async (name: string) => {
    const path = join(`${sample.path}.fanout`, 'k3m9x2ab', name);
    const config = wantedWorkspace(infra, sample).config;
    const wanted = { repository: sample.repository, commit: sample.base, path, config, setup: false };
    valueOf(await createCheckout(infra, { ...wanted, outputPath: join(infra.home, 'out.log') }));
    return path;
  };
  const path = await checkout('one.floor');
  expect(await clean()).toEqual(nothing);
  const later: Infra = { ...infra, clock: { ...infra.clock, now: () => Date.now() + 3_700_000 } };
  expect(valueOf(await cleanRuns(later, { repository: sample.repository }))).toEqual({ ...nothing, worktrees: [path] });
  expect(listPorts(infra)).toEqual([]);
});

// What a killed `git worktree add` of anybody's leaves, an hour ago.
function leaveEntry(repository: { commonDir: string }, name: string, files: Record<string, string>): string {
  const entry = join(repository.commonDir, 'worktrees', name);
  mkdirSync(entry, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(entry, file), content);
  const before = new Date(Date.now() - 3_600_000);
  utimesSync(entry, before, before);
  return entry;
}

test('an empty commondir that stops git in the whole repository is mended, whoever left it', async () => {
  const { sample, clean } = sampleParts();
  const theirs = join(sample.folder, 'theirs');
  sample.git(['worktree', 'add', '--quiet', '-b', 'theirs', theirs]);
  writeFileSync(join(theirs, 'draft.txt'), 'precious\n');
  const whole = leaveEntry(sample.repository, 'theirs', { commondir: '' });
  const empty = leaveEntry(sample.repository, 'gone', { commondir: '', HEAD: 'ref: refs/heads/x', locked: 'initializing' });
  expect(() => sample.git(['worktree', 'list'])).toThrow('commondir');
  expect(await clean(true)).toEqual({ ...nothing, entries: [empty, whole] });
  expect(await clean()).toEqual({ ...nothing, entries: [empty, whole] });
  expect(sample.git(['status', '--porcelain'], { cwd: theirs })).toBe('?? draft.txt');
  expect(existsSync(empty)).toBe(false);
  expect(readFileSync(join(whole, 'commondir'), 'utf8')).toBe('../..\n');
});

test('the command says that there is nothing, and what would go, without asking and without doing it', async () => {
  const { sample, infra, create } = sampleParts();
  const fanout = (...argv: string[]) => askFanout(argv, { cwd: sample.path, home: infra.home });
  expect(await fanout('clean')).toEqual({ exitCode: 0, stdout: 'There is nothing to clean.\n', stderr: '' });
  const { path, branch } = await create();
  expect((await fanout('clean')).stdout).toBe('There is nothing to clean.\n');
  rmSync(path, { recursive: true });
  expect((await fanout('clean', '--dry-run')).stdout).toBe(
    [
      'Cleans 1 worktree, 1 temporary branch, 1 port without an owner. What is not committed or not merged is saved below refs/fanout/ first.',
      `  ${path}`,
      `  ${branch}`,
      '',
    ].join('\n'),
  );
  expect((await fanout('clean')).exitCode).toBe(5);
  expect(readRecord(infra, path)).not.toBeNull();
  expect((await fanout('clean', '--yes')).stdout).toMatch(/^Removed 1 worktree, 1 temporary branch/);
  expect(JSON.parse((await fanout('clean', '--json')).stdout)).toEqual(nothing);
});

const moments: [string, (at: { infra: Infra; path: string }) => boolean][] = [
  ['.review', ({ infra, path }) => readRecord(infra, path) !== null],
  ['.floor', ({ infra, path }) => readRecord(infra, path)?.stage === 'filled'],
  ['.merge', ({ path }) => existsSync(path)],
  ['.merge.redo', ({ infra, path }) => listPorts(infra).some(({ owner }) => owner === path)],
  ['.lesson', ({ infra }) => existsSync(join(infra.home, 'setup.log'))],
];

test.each(moments)('a checkout %s whose run was killed in it goes when the run has ended', async (suffix, hasCome) => {
  const { sample, infra, clean } = sampleParts();
  const run = submitted(infra, makeGraph('one'), {}, sample.repository);
  const path = join(`${sample.path}.fanout`, run, `one${suffix}`);
  const program = resolve(import.meta.dirname, 'fixtures/checkout.ts');
  const child = spawn(process.execPath, [program, infra.home, JSON.stringify(sample.repository), sample.base, path], {
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: sample.folder },
  });
  const ended = once(child, 'exit');
  await until(() => hasCome({ infra, path }) || child.exitCode !== null);
  child.kill('SIGKILL');
  await ended;
  expect(await clean()).toEqual(nothing);
  record(infra, { kind: 'task-cancelled', run, task: 'one' as TaskKey });
  record(infra, { kind: 'run-cancelled', run });
  expect(await clean(true)).toMatchObject({ worktrees: [path] });
  expect(await clean()).toMatchObject({ worktrees: [path], branches: [], kept: [] });
  expect(await clean(true)).toEqual(nothing);
  expect(sample.git(['worktree', 'list', '--porcelain']).match(/^worktree /gm)).toHaveLength(1);
  expect([existsSync(path), listPorts(infra)]).toEqual([false, []]);
  expect(findProcesses({ token: `FANOUT_WORKTREE=${path}` })).toEqual([]);
});
