import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { hasSubvolumes } from '../../mcp-server/infra/disk/subvolume.ts';
import { cleanRuns } from '../../mcp-server/domain/coordination/clean-runs.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';
import { sampleSpares } from './spare-sample.ts';

// There worktrees are copies of snapshots.
beforeEach(({ skip }) => skip(hasSubvolumes(tmpdir()), 'the temporary folder is on btrfs'));

// Kills at moments spread over what a removal and a creation take, to which a spare adds steps of its own.
test('a removal or creation that is killed with a spare in its hands is finished by asking again', async () => {
  const { sample, infra, create, remove, spares, expectFresh } = sampleSpares();
  const program = (name: string) => resolve(import.meta.dirname, 'fixtures', `${name}.ts`);
  const start = async (name: string, args: string[], isUnderWay: () => boolean) => {
    const child = spawn(process.execPath, [program(name), infra.home, JSON.stringify(sample.repository), ...args], {
      detached: true,
      stdio: 'ignore',
    });
    const exited = once(child, 'exit');
    await until(() => isUnderWay() || child.exitCode !== null, { patienceMs: 60_000 });
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await exited;
  };
  const clean = async (dryRun = false) => valueOf(await cleanRuns(infra, { repository: sample.repository, dryRun }));
  /** Nothing half-made is left after the next `clean`, which says before what goes. */
  const expectCleaned = async () => {
    const halves = spares().filter((path) => basename(path).includes('.'));
    if (halves.length === 0) return;
    expect((await clean(true)).leftovers).toEqual(halves);
    await clean();
    expect(spares().filter((path) => basename(path).includes('.'))).toEqual([]);
  };
  const half = (end: string) => () => spares().some((path) => path.endsWith(end));
  const path = await create('one');
  for (const moment of [half('.new'), () => spares().some((spare) => existsSync(join(spare, 'tree'))), half('.taken')]) {
    writeFileSync(join(path, 'stray.txt'), 'stray\n');
    await start('remove', [path, 'refs/fanout/test/rescue'], moment);
    await expectCleaned();
    await remove(path);
    expect(existsSync(path)).toBe(false);
    await start('create', [sample.base, 'one'], moment);
    await expectCleaned();
    await create('one');
    expectFresh(path);
  }
  expect(sample.git(['worktree', 'list', '--porcelain']).match(/^worktree /gm)).toHaveLength(2);
}, 240_000);
