import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi, type TestContext } from 'vitest';
import { readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { appendEvent, verifyJournal } from '../../mcp-server/infra/store/journal.ts';
import { exhaustedBy } from '../../mcp-server/infra/process/exhausted.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import { addsFile, makeFleet, type Fleet } from '../support/fleet.ts';
import { openInfraAt } from '../support/open-infra-at.ts';
import { smallDisk, type SmallDisk } from '../support/small-disk.ts';
import { makeGraph } from '../support/submitted.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';

const patience = { patienceMs: 60_000 };
const mb = 1 << 20;

let fleet: Fleet | null;
let disk: SmallDisk | null;
beforeEach(() => {
  fleet = disk = null;
});
afterEach(async () => {
  disk?.makeReadOnly(false);
  disk?.free();
  await fleet?.dispose();
  vi.unstubAllEnvs();
  disk?.dispose();
});

/** A fleet with everything on a small disk; the test is skipped where there can be none. */
async function onSmallDisk(context: TestContext): Promise<{ fleet: Fleet; disk: SmallDisk }> {
  disk = smallDisk(160);
  if (!disk) context.skip('This user may not mount a small disk.');
  vi.stubEnv('TMPDIR', disk?.path);
  fleet = await makeFleet({ scripts: [addsFile('a'), addsFile('b')] });
  return { fleet, disk };
}

const tasksOf = ({ infra }: Fleet, run: RunId) => valueOf(readRun(infra, { run })).tasks;
const isBuilding = (on: Fleet, run: RunId) => () => tasksOf(on, run).some(({ phase }) => phase === 'building');
const waitsForRoom = (on: Fleet, run: RunId) => () =>
  tasksOf(on, run).some(({ phase, failure }) => phase === 'parked' && failure?.reason === 'machine-exhausted');

test('a full disk stops a run, which says so, and room lets it go on to its end', { timeout: 240_000 }, async (context) => {
  const on = await onSmallDisk(context);
  const run = await on.fleet.submit(makeGraph('a', 'b'));
  await until(isBuilding(on.fleet, run), patience);
  on.disk.fill(8 * mb);
  await until(waitsForRoom(on.fleet, run), patience);
  expect(valueOf(readRun(on.fleet.infra, { run })).status).toBe('running');
  on.disk.fill(0);
  const said = writeUntilFull(on.fleet);
  expect(exhaustedBy(said)).toMatchObject({
    reason: 'machine-exhausted',
    detail: expect.stringContaining('the disk is full') as string,
  });
  expect(verifyJournal(on.fleet.infra.store)).toMatchObject({ ok: true });
  on.disk.free();
  const view = await on.fleet.finish(run);
  expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done']);
  expect(verifyJournal(on.fleet.infra.store)).toMatchObject({ ok: true });
});

test(
  'a store on a disk that is read-only is said to be so, and the run goes on to its end once it is writable',
  { timeout: 240_000 },
  async (context) => {
    const on = await onSmallDisk(context);
    const home = on.fleet.infra.home;
    expect(home.startsWith(on.disk.path)).toBe(true);
    const run = await on.fleet.submit(makeGraph('a', 'b'));
    await until(isBuilding(on.fleet, run), patience);
    // The store keeps its files open for writing, so the system refuses while a supervisor lives: a start on such a disk it is.
    for (const pid of on.fleet.supervisors()) process.kill(pid, 'SIGKILL');
    on.fleet.infra.store.close();
    const isReadOnly = await until(() => on.disk.makeReadOnly(true), patience).then(
      () => true,
      () => false,
    );
    expect(isReadOnly).toBe(true);
    const refused = fanout(on.fleet, 'pause', run);
    expect(refused.stderr).toMatch(/The machine has run out: the store (?:is read-only|cannot be opened)/);
    expect(refused.status).toBe(3);
    expect(on.disk.makeReadOnly(false)).toBe(true);
    expect(fanout(on.fleet, 'resume', run).status).toBe(0);
    const infra = openInfraAt(home);
    const view = await until(
      () => {
        const seen = valueOf(readRun(infra, { run }));
        return seen.status === 'finished' ? seen : null;
      },
      { patienceMs: 120_000, what: 'the run to end' },
    );
    infra.store.close();
    expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done']);
  },
);

test(
  'a supervisor without a file handle left waits, says so, and goes on when it has some',
  { timeout: 240_000 },
  async (context) => {
    if (spawnSync('prlimit', ['--version']).status !== 0) context.skip('There is no prlimit on this machine.');
    fleet = await makeFleet({ scripts: [addsFile('a'), addsFile('b')] });
    const on = fleet;
    const run = await on.submit(makeGraph('a', 'b'));
    await until(isBuilding(on, run), patience);
    const [pid = 0] = on.supervisors();
    const limit = (most: number) => spawnSync('prlimit', [`--pid=${pid}`, `--nofile=${most}:`]).status;
    expect(limit(4)).toBe(0);
    const log = join(on.infra.home, 'supervisor.jsonl');
    await until(() => waitsForRoom(on, run)() || readFileSync(log, 'utf8').includes('no file handle left'), patience);
    expect(on.supervisors()).toEqual([pid]);
    expect(limit(1024)).toBe(0);
    const view = await on.finish(run);
    expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done']);
    expect(on.supervisors()).toEqual([pid]);
  },
);

/** What the store throws once nothing fits any more. */
function writeUntilFull({ infra }: Fleet): unknown {
  try {
    for (;;)
      infra.store.write(() => appendEvent(infra.store, { event: { kind: 'run-paused', run: 'zzzzzzzz' as RunId }, at: 0 }));
  } catch (error) {
    return error;
  }
}

const fanout = ({ infra, sample }: Fleet, ...args: string[]) =>
  spawnSync(infra.program[0] ?? '', [...infra.program.slice(1), ...args], {
    cwd: sample.path,
    env: { ...infra.environment, FANOUT_HOME: infra.home },
    encoding: 'utf8',
    timeout: 120_000,
  });
