import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { spawnSync } from 'node:child_process';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { createWorktree } from '../../mcp-server/domain/workspaces/create-worktree.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';
import type { Bench, BenchOptions, Case } from './bench.ts';
import { onBtrfs, withFreshDisk } from './fresh-disk.ts';
import { median } from './median.ts';
import { findPeers } from './worktrees/find-peers.ts';

const trees = 32;
const files = 5000;
const filesOfRecycled = 20_000;
const goals = { parallel: 0.6, recycled: 0.16, snapshotMs: 30 };
// Checkouts are bound by the processor and the disk at once; more than four gain nothing.
const atOnce = 4;
// What slows the machine down for a while then slows down both.
const rounds = 4;

/** Whole workspaces, several at once, against `git worktree add` one after the other, and recycled ones against new ones. */
export const worktrees: Bench = {
  name: 'worktrees',
  says: `${trees} workspaces of ${files} files against serial git worktree add, and one of ${filesOfRecycled} recycled against new`,
  run: async ({ say, size = trees, path }) => [
    ...(await withFreshDisk({ say, path }, async () => [
      await measureParallel({ say, size }),
      await measureRecycled({ say, turns: Math.min(5, Math.ceil(size / 6)) }),
    ])),
    ...((path === undefined ? await onBtrfs({ say }, () => measureSnapshots({ say, turns: Math.min(9, size) })) : null) ?? []),
  ],
};

async function measureParallel({ say, size }: Pick<BenchOptions, 'say'> & { size: number }): Promise<Case> {
  const sample = makeRepository({ files: manyFiles(files) });
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  await pack(sample);
  const perRound = Math.ceil(size / rounds);
  const [ours, serial] = [[] as number[], [] as number[]];
  const peers = findPeers(sample);
  const times = new Map(peers.map(({ name }) => [name, 0]));
  try {
    for (let round = 0; round < rounds; round++) {
      const names = Array.from({ length: perRound }, (_, nth) => `${round}-${nth}`);
      const limit = pLimit(atOnce);
      const side = async () =>
        void ours.push(await timed(() => Promise.all(names.map((name) => limit(() => create(infra, sample, `t${name}`))))));
      const other = async () =>
        void serial.push(
          await timed(() =>
            names.map((name) =>
              sample.git(['worktree', 'add', '--quiet', '--no-track', '-b', `plain-${name}`, `../plain/${name}`]),
            ),
          ),
        );
      for (const turn of round % 2 === 0 ? [side, other] : [other, side]) await turn();
      for (const { name, add } of peers)
        times.set(name, (times.get(name) ?? 0) + (await timed(() => names.map((nth) => add(nth)))));
    }
    const ratio = sum(ours) / sum(serial);
    say(`${perRound * rounds} workspaces in ${Math.round(sum(ours))} ms, git alone ${Math.round(sum(serial))} ms`);
    for (const { name, isThere } of peers)
      say(isThere ? `  ${name}: ${Math.round(times.get(name) ?? 0)} ms` : `  ${name}: not measured, it is not on PATH`);
    return { name: `${perRound * rounds} trees of ${files} files`, ratio, goal: goals.parallel };
  } finally {
    infra.dispose();
    sample.dispose();
  }
}

async function measureRecycled({ say, turns }: Pick<BenchOptions, 'say'> & { turns: number }): Promise<Case> {
  const sample = makeRepository({ files: manyFiles(filesOfRecycled) });
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  await pack(sample);
  const [fresh, recycled, released] = [[] as number[], [] as number[], [] as number[]];
  try {
    for (let turn = 0; turn < turns; turn++) {
      fresh.push(await timed(() => create(infra, sample, `new-${turn}`)));
      const path = pathOf(infra, sample, `new-${turn}`);
      // What a task does: twenty files changed, some new ones.
      for (let nth = 0; nth < 20; nth++) writeFileSync(join(path, nameOf(nth * 900)), `changed ${nth}\n`);
      for (let nth = 0; nth < 5; nth++) writeFileSync(join(path, `new-${nth}.txt`), 'new\n');
      const rescueRef = `refs/fanout/bench/${turn}`;
      released.push(await timed(async () => valueOf(await removeWorkspace(infra, { ...sample, path, rescueRef }))));
      recycled.push(await timed(() => create(infra, sample, `again-${turn}`)));
      if (sample.git(['status', '--porcelain', '--ignored'], { cwd: pathOf(infra, sample, `again-${turn}`) }) !== '')
        throw new Error('A recycled workspace is not clean');
    }
    say(
      `${filesOfRecycled} files: new ${Math.round(median(fresh))} ms, recycled ${Math.round(median(recycled))} ms, released ${Math.round(median(released))} ms, medians of ${turns}`,
    );
    return {
      name: `a recycled workspace of ${filesOfRecycled} files`,
      ratio: median(recycled) / median(fresh),
      goal: goals.recycled,
    };
  } finally {
    infra.dispose();
    sample.dispose();
  }
}

/** Worktrees that are copies of a snapshot: the tree alone, as a `git worktree add` makes it, and the whole workspace beside it. */
async function measureSnapshots({ say, turns }: { say(line: string): void; turns: number }): Promise<Case[]> {
  const sample = makeRepository({ files: manyFiles(filesOfRecycled) });
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  await pack(sample);
  try {
    valueOf(await createWorktree(infra, bareTree(infra, sample, 'first')));
    const [git, ours, whole] = [[] as number[], [] as number[], [] as number[]];
    const reads: (number | null)[] = [];
    for (let turn = 0; turn < turns; turn++) {
      // A snapshot closes what the file system has under way, and that is the work of those before it.
      const settled = (work: () => unknown) => {
        spawnSync('sync');
        return timed(work);
      };
      git.push(
        await settled(() => sample.git(['worktree', 'add', '--quiet', '--no-track', '-b', `plain-${turn}`, `../plain/${turn}`])),
      );
      ours.push(await settled(async () => valueOf(await createWorktree(infra, bareTree(infra, sample, `tree-${turn}`)))));
      reads.push(countReads(sample, pathOf(infra, sample, `tree-${turn}`)));
      whole.push(await settled(() => create(infra, sample, `whole-${turn}`)));
    }
    const most = reads.some((count) => count === null) ? 'not counted, as strace is absent' : Math.max(...reads.map(Number));
    say(
      `${filesOfRecycled} files by snapshot: worktree ${Math.round(median(ours))} ms, workspace ${Math.round(median(whole))} ms, git worktree add ${Math.round(median(git))} ms, medians of ${turns}; files that git status read: ${most}`,
    );
    return [{ name: `a worktree of ${filesOfRecycled} files by snapshot`, ratio: median(ours) / goals.snapshotMs, goal: 1 }];
  } finally {
    infra.dispose();
    sample.dispose();
  }
}

function bareTree(infra: Infra, sample: TestRepository, task: string) {
  const { repository, base, branch, path, config } = wantedWorkspace(infra, { ...sample, task });
  return { repository, base, branch, path, config, source: null };
}

/** How many files of a worktree `git status` opens, by the calls of the system; null without strace. Throws where it is not clean. */
function countReads(sample: TestRepository, path: string): number | null {
  const args = ['-f', '-qq', '-e', 'trace=open,openat', 'git', 'status', '--porcelain'];
  const { error, stderr } = spawnSync('strace', args, { cwd: path, encoding: 'utf8', maxBuffer: 1e9 });
  if (sample.git(['status', '--porcelain', '--ignored'], { cwd: path }) !== '') throw new Error('A worktree is not clean');
  return error ? null : stderr.split('\n').filter((line) => /"(?:[^"]*\/)?file-\d+\.ts"/.test(line)).length;
}

/** As a repository is that was cloned. The first commit of many files makes git begin to pack by itself. */
async function pack({ git, repository }: TestRepository): Promise<void> {
  await until(() => !existsSync(join(repository.commonDir, 'gc.pid')), { patienceMs: 120_000 });
  git(['repack', '-a', '-d', '--quiet']);
}

const create = async (infra: Infra, sample: TestRepository, task: string) =>
  valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, task })));

const pathOf = (infra: Infra, sample: TestRepository, task: string): string => wantedWorkspace(infra, { ...sample, task }).path;

const nameOf = (nth: number): string => `src/part-${Math.floor(nth / 12)}/file-${nth}.ts`;

const manyFiles = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, nth) => [nameOf(nth), `// file ${nth}\n`.repeat(1 + (nth % 400))]));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
