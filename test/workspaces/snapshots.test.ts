import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { cleanRuns } from '../../mcp-server/domain/coordination/clean-runs.ts';
import { giveToPool, takeFromPool } from '../../mcp-server/domain/workspaces/dependencies/pool.ts';
import { isSubvolume } from '../../mcp-server/infra/disk/subvolume.ts';
import { loopDisk } from '../support/loop-disk.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';
import { file, sampleSpares } from './spare-sample.ts';

// Without root, a loop mount and mkfs.btrfs there is nothing to try this on.
const disk = loopDisk('btrfs', { megabytes: 400 });
afterAll(() => disk?.dispose());
beforeEach(() => {
  if (disk) vi.stubEnv('TMPDIR', disk.path);
  return () => void vi.unstubAllEnvs();
});

test.skipIf(disk === null)(
  'on btrfs worktrees are copies of a snapshot, with nothing of each other in them',
  { timeout: 120_000 },
  async () => {
    const { sample, create, remove, spares, expectFresh } = sampleSpares();
    const one = await create('one');
    expect(isSubvolume(one)).toBe(true);
    expect(spares()).toHaveLength(1);
    writeFileSync(join(one, file(1)), 'changed\n');
    writeFileSync(join(one, 'new.txt'), 'new\n');
    const two = await create('two');
    expect(isSubvolume(two)).toBe(true);
    expect(sample.git(['rev-parse', '--abbrev-ref', 'HEAD'], { cwd: two })).toContain('two');
    expectFresh(two);
    rmSync(join(two, file(2)));
    const later = sample.commit({ [file(3)]: 'later\n', 'added.txt': 'added\n', '.gitattributes': '*.bin binary\n' });
    const three = await create('three', { base: later });
    expectFresh(three, later);
    sample.git(['rm', '--quiet', file(4)]);
    const last = sample.commit({ [file(3)]: 'last\n' });
    const four = await create('four', { base: last });
    expectFresh(four, last);
    expect(readFileSync(join(one, 'new.txt'), 'utf8')).toBe('new\n');
    // Attributes changed once, which took a snapshot of its own.
    expect(spares()).toHaveLength(2);
    for (const path of [one, two, three, four]) {
      await remove(path);
      expect(existsSync(path)).toBe(false);
    }
    expect(spares()).toHaveLength(2);
    expect(sample.git(['worktree', 'list', '--porcelain']).match(/^worktree /gm)).toHaveLength(1);
  },
);

test.skipIf(disk === null)(
  'a creation that is killed between a folder and its snapshot is finished by asking again',
  { timeout: 120_000 },
  async () => {
    const { sample, infra, create, remove, spares, expectFresh } = sampleSpares();
    const program = resolve(import.meta.dirname, 'fixtures/create.ts');
    const path = await create('one');
    await remove(path);
    const halves = () => spares().filter((spare) => basename(spare).includes('.'));
    const own = join(path, '.git');
    const moments = [() => existsSync(path) && !existsSync(own), () => isSubvolume(path), () => halves().length > 0];
    for (const [nth, hasCome] of moments.entries()) {
      // The last one begins without any snapshot.
      if (nth === 2) for (const spare of spares()) rmSync(spare, { recursive: true });
      const child = spawn(process.execPath, [program, infra.home, JSON.stringify(sample.repository), sample.base, 'one'], {
        detached: true,
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      await until(() => hasCome() || child.exitCode !== null, { patienceMs: 60_000 });
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
      expectFresh(await create('one'));
      await remove(path);
      valueOf(await cleanRuns(infra, { repository: sample.repository }));
      expect(halves()).toEqual([]);
    }
    expect(sample.git(['worktree', 'list', '--porcelain']).match(/^worktree /gm)).toHaveLength(1);
  },
);

test.skipIf(disk === null)('on btrfs packages are copied in one step, and what one worktree changes no other has', async () => {
  const { infra, sample } = sampleSpares();
  const place = { key: 'sample', links: true };
  const installed = join(sample.folder, 'installed');
  mkdirSync(join(installed, 'node_modules/inner'), { recursive: true });
  writeFileSync(join(installed, 'node_modules/inner/index.js'), 'inner\n');
  expect(await giveToPool(infra, place, { path: installed, manager: 'npm', folders: ['node_modules'] })).toBe(true);
  const take = async (name: string) => {
    const path = join(sample.folder, name);
    mkdirSync(path);
    expect(await takeFromPool(infra, place, { path })).toBe('snapshot');
    return join(path, 'node_modules');
  };
  const one = await take('one');
  expect(isSubvolume(one)).toBe(true);
  writeFileSync(join(one, 'inner/index.js'), 'changed\n');
  expect(readFileSync(join(await take('two'), 'inner/index.js'), 'utf8')).toBe('inner\n');
  // As package managers do before they install anew.
  rmSync(one, { recursive: true });
  expect(existsSync(one)).toBe(false);
});
