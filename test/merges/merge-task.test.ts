import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mergeTask } from '../../mcp-server/domain/merges/merge-task.ts';
import type { MergeWanted } from '../../mcp-server/domain/merges/wanted.ts';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

const run = 'k3m9x2ab' as RunId;
const target = `refs/heads/fanout/${run}/merged`;

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;

beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n', 'keep.txt': 'k\n' } });
  sample.git(['update-ref', target, sample.base]);
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const merge = (task: string, commit: Commit, more: Partial<MergeWanted> = {}) =>
  mergeTask(infra, {
    repository: sample.repository,
    run,
    task: task as TaskKey,
    title: `Task ${task}`,
    commit,
    target,
    gates: [],
    config: { ...defaultConfig, setup: false },
    checkoutPath: join(sample.folder, `merge-${task}`),
    outputDirectory: join(sample.folder, `output-${task}`),
    ...more,
  });

/** A commit on `parent` with these files, made without moving the person's checkout. Null removes a file. */
function branch(files: Record<string, string | null>, parent: string = sample.base): Commit {
  const entries = sample.git(['ls-tree', '-r', parent]).split('\n');
  const kept = entries.filter((entry) => !Object.hasOwn(files, entry.split('\t')[1] ?? ''));
  const added = Object.entries(files).flatMap(([name, content]) =>
    content === null ? [] : [`100644 blob ${sample.git(['hash-object', '-w', '--stdin'], { input: content })}\t${name}`],
  );
  const tree = sample.git(['mktree'], { input: `${[...kept, ...added].join('\n')}\n` });
  return sample.git(['commit-tree', tree, '-p', parent, '-m', 'work']) as Commit;
}

const tip = () => sample.git(['rev-parse', target]);
const names = (commit: string = target) => sample.git(['ls-tree', '--name-only', commit]).split('\n');
const keeps = () => sample.git(['for-each-ref', '--format=%(refname)', 'refs/fanout']);

test('a merge has the old tip and the reviewed commit as parents, says what it merges, and leaves nothing else', async () => {
  const first = branch({ 'new.txt': 'new\n' });
  const second = branch({ 'a.txt': 'A\n' });
  const one = await merge('one', first, { gates: ['test -e new.txt'] });
  const two = await merge('two', second, { title: 'Shout\n\nFanout-Run: forged', gates: ['test -e new.txt && grep -q A a.txt'] });
  if (!one.ok || !two.ok) throw new Error('refused');
  expect(tip()).toBe(two.value.commit);
  expect(two.value).toEqual({ commit: tip(), onto: one.value.commit, tree: sample.git(['rev-parse', `${tip()}^{tree}`]) });
  expect(sample.git(['log', '-1', '--format=%P%n%B', target])).toBe(
    `${one.value.commit} ${second}\nMerge two: Shout Fanout-Run: forged\n\nFanout-Run: ${run}\nFanout-Task: two\nFanout-Reviewed: ${second}\n`,
  );
  expect(names()).toEqual(['a.txt', 'b.txt', 'keep.txt', 'new.txt']);
  expect(keeps()).toBe('');
  expect(existsSync(join(sample.folder, 'merge-two'))).toBe(false);
  expect(sample.git(['worktree', 'list']).split('\n')).toHaveLength(1);
  expect(listPorts(infra)).toEqual([]);
});

test('the person’s checkout and branches stay as they are', async () => {
  sample.write({ 'a.txt': 'mine\n', 'untracked.txt': 'mine\n' });
  sample.git(['add', 'a.txt']);
  const before = sample.git(['status', '--porcelain=v2', '--branch']);
  expect(await merge('one', branch({ 'a.txt': 'A\n' }), { gates: ['true'] })).toMatchObject({ ok: true });
  expect(sample.git(['status', '--porcelain=v2', '--branch'])).toBe(before);
  expect(sample.git(['rev-parse', 'main'])).toBe(sample.base);
});

test('a conflict names its files and moves nothing', async () => {
  await merge('one', branch({ 'a.txt': 'one\n' }));
  const before = tip();
  const refused = await merge('two', branch({ 'a.txt': 'two\n', 'b.txt': 'B\n' }));
  expect(refused).toMatchObject({ ok: false, failure: { reason: 'merge-conflict', ours: before, files: ['a.txt'] } });
  expect(tip()).toBe(before);
});

test('two green branches whose merge is red do not both land', async () => {
  // Each side alone keeps at most one of the two files.
  const gates = ['! { test -e x.txt && test -e y.txt; }'];
  const one = await merge('one', branch({ 'x.txt': 'x\n' }), { gates });
  const two = await merge('two', branch({ 'y.txt': 'y\n' }), { gates: [...gates, 'true'] });
  expect(one.ok).toBe(true);
  expect(two).toMatchObject({ ok: false, failure: { reason: 'checks-failed', task: 'two', commands: gates } });
  expect(one.ok && tip()).toBe(one.ok && one.value.commit);
  if (two.ok || two.failure.reason !== 'checks-failed') return;
  expect(two.failure.outputPath).toMatch(/output-two\/1-.*\.log$/);
  expect(names(two.failure.keptAt)).toContain('y.txt');
});

test('a merge that has landed gives the same answer and is not tested again', async () => {
  const commit = branch({ 'x.txt': 'x\n' });
  const first = await merge('one', commit, { gates: ['true'] });
  await merge('two', branch({ 'y.txt': 'y\n' }));
  const before = tip();
  expect(await merge('one', commit, { gates: ['false'] })).toEqual(first);
  expect(tip()).toBe(before);
});

test('trailers on a side branch are not taken for a landed merge', async () => {
  const commit = branch({ 'x.txt': 'x\n' });
  const message = `forged\n\nFanout-Run: ${run}\nFanout-Task: one\nFanout-Reviewed: ${commit}`;
  const forged = sample.git(['commit-tree', `${commit}^{tree}`, '-p', commit, '-m', message]) as Commit;
  await merge('evil', forged);
  const landed = await merge('one', commit);
  expect(landed.ok && landed.value.commit).toBe(tip());
  expect(landed.ok && landed.value.commit).not.toBe(forged);
});

test('when the target moves during the gates, the merge is made and tested again on what landed', async () => {
  const commit = branch({ 'x.txt': 'x\n' });
  const theirs = branch({ 'y.txt': 'y\n' });
  const count = join(sample.folder, 'count');
  // The first run of the gate is when somebody else lands.
  const gate = `echo run >> ${count}; test -e y.txt || git -C ${sample.path} update-ref ${target} ${theirs}`;
  const landed = await merge('one', commit, { gates: [gate] });
  expect(landed).toMatchObject({ ok: true, value: { onto: theirs } });
  expect(names()).toEqual(['a.txt', 'b.txt', 'keep.txt', 'x.txt', 'y.txt']);
  expect(sample.git(['hash-object', count])).toBe(sample.git(['hash-object', '--stdin'], { input: 'run\nrun\n' }));
  expect(keeps()).toBe('');
});

test('mergers at once and a person on another branch: everything lands, nothing is reverted', async () => {
  const count = 8;
  const branches = Array.from({ length: count }, (_, at) =>
    branch({ [`n${at}.txt`]: `n${at}\n`, 'keep.txt': at === 0 ? 'K\n' : 'k\n' }),
  );
  const person = (async () => {
    for (let at = 0; at < 6; at++) {
      sample.commit({ [`mine${at}.txt`]: 'mine\n' });
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  // A queue in another process knows nothing of our turns; here it pushes straight to the target.
  const foreign = (async () => {
    for (let at = 0; at < 4;) {
      const old = tip();
      const next = branch({ [`foreign${at}.txt`]: 'f\n' }, old);
      try {
        sample.git(['update-ref', target, next, old]);
        at += 1;
      } catch {
        // Somebody was faster; again on top of it.
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const landed = await Promise.all(branches.map((commit, at) => merge(`t${at}`, commit)));
  await Promise.all([person, foreign]);
  expect(landed.filter(({ ok }) => !ok)).toEqual([]);
  const there = new Set(names());
  for (let at = 0; at < count; at++) expect(there).toContain(`n${at}.txt`);
  for (let at = 0; at < 4; at++) expect(there).toContain(`foreign${at}.txt`);
  expect(sample.git(['show', `${target}:keep.txt`])).toBe('K');
  expect(sample.git(['rev-list', '--count', `${sample.base}..main`])).toBe('6');
  expect(sample.git(['status', '--porcelain'])).toBe('');
  expect(sample.git(['fsck', '--no-dangling'])).toBe('');
  expect(keeps()).toBe('');
});

test('a target that is checked out is refused, since its files would not follow', async () => {
  sample.git(['checkout', '--quiet', target.replace('refs/heads/', '')]);
  const refused = await merge('one', branch({ 'x.txt': 'x\n' }));
  expect(refused).toMatchObject({ ok: false, failure: { reason: 'branch-in-use', worktree: sample.path } });
  expect(tip()).toBe(sample.base);
});

test('an aborted merge does not land', async () => {
  const refused = await merge('one', branch({ 'x.txt': 'x\n' }), { gates: ['true'], signal: AbortSignal.abort() });
  expect(refused.ok).toBe(false);
  expect(tip()).toBe(sample.base);
  expect(existsSync(join(sample.folder, 'merge-one'))).toBe(false);
});

test('a target that is not there is named', async () => {
  const refused = await merge('one', sample.base, { target: 'refs/heads/none' });
  expect(refused).toMatchObject({ ok: false, failure: { reason: 'revision-unknown', revision: 'refs/heads/none' } });
});

test('a change to a file that the target renamed follows it', async () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join('');
  const start = branch({ 'a.txt': lines });
  const renamed = branch({ 'a.txt': null, 'z.txt': lines }, start);
  sample.git(['update-ref', target, renamed]);
  const landed = await merge('one', branch({ 'a.txt': `${lines}more\n` }, start));
  expect(landed.ok).toBe(true);
  expect(names()).not.toContain('a.txt');
  expect(sample.git(['show', `${target}:z.txt`])).toContain('more');
});

test('setup that fails refuses the merge', async () => {
  const refused = await merge('one', branch({ 'x.txt': 'x\n' }), {
    gates: ['true'],
    config: { ...defaultConfig, setup: 'false' },
  });
  expect(refused).toMatchObject({ ok: false, failure: { reason: 'setup-failed' } });
  expect(tip()).toBe(sample.base);
  expect(existsSync(join(sample.folder, 'merge-one'))).toBe(false);
});
