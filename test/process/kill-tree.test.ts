import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCgroup, readCgroup, removeCgroup } from '../../mcp-server/infra/process/cgroup.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { identify } from '../../mcp-server/infra/process/identity.ts';
import { killTree } from '../../mcp-server/infra/process/kill-tree.ts';
import { systemClock } from '../../mcp-server/kernel/clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

// Every shape names how many processes it consists of once it stands, which is what a test waits for.
const shapes = {
  'a plain child': ['exec sleep 300', 1],
  'a child that ignores being asked': ["trap '' TERM INT HUP; while :; do sleep 0.2; done", 1],
  'a dev server in the same group': ['sleep 300 & sleep 300 & wait', 3],
  'a daemon in a session of its own': ['setsid sleep 300 & exec sleep 300', 2],
  'a double fork': ['(setsid sh -c "sleep 300 & sleep 300 & wait" >/dev/null 2>&1 &); exec sleep 300', 4],
  'a daemon whose parent has left': ['setsid sleep 300 & exit 0', 1],
  'a daemon without our mark in its environment': ['env -i /usr/bin/setsid /usr/bin/env sleep 300 & exec sleep 300', 2],
  'a daemon that stands elsewhere': ['cd /; setsid sleep 300 & exec sleep 300', 2],
  'a family that keeps having children': ['while :; do setsid sleep 300 & sleep 0.02; done', 3],
  'a stopped child': ['kill -STOP $$', 1],
} satisfies Record<string, [script: string, processes: number]>;

let count = 0;

function start(script: string) {
  const directory = temporaryFolder();
  const mark = `kill-tree-${process.pid}-${++count}`;
  const child = spawn('sh', ['-c', script], {
    cwd: directory,
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], FANOUT_SESSION: mark },
  });
  const group = child.pid ?? 0;
  const marks = { group, token: `FANOUT_SESSION=${mark}`, directory };
  onTestFinished(() => {
    for (const { pid } of findProcesses(marks)) process.kill(pid, 'SIGKILL');
  });
  return marks;
}

describe.skipIf(process.platform !== 'linux')('killTree', () => {
  test.each(Object.entries(shapes))('leaves nothing of %s', async (_name, [script, processes]) => {
    const marks = start(script);
    await until(() => findProcesses(marks).length >= processes, { what: script });
    expect(await killTree(systemClock, { ...marks, graceMs: 100 })).toBe(0);
    expect(findProcesses(marks)).toEqual([]);
  });

  test('finds by its control group alone what has left its group, its folder and its environment', async (context) => {
    const cgroup = makeCgroup(`test-${process.pid}`);
    if (cgroup === null) return context.skip('This user may make no control group here.');
    onTestFinished(() => removeCgroup(cgroup));
    const enter = `echo $$ > ${cgroup}/cgroup.procs`;
    const marks = start(`${enter}; cd /; env -i /usr/bin/setsid /usr/bin/env sleep 300 & exec sleep 300`);
    await until(() => readCgroup(cgroup).length === 2);
    await killTree(systemClock, { ...marks, graceMs: 100 });
    expect(readCgroup(cgroup)).toHaveLength(1);
    expect(await killTree(systemClock, { ...marks, cgroup, graceMs: 100 })).toBe(0);
    expect(readCgroup(cgroup)).toEqual([]);
    removeCgroup(cgroup);
    expect(existsSync(cgroup)).toBe(false);
  });

  test('lets a program that minds being asked finish its work', async () => {
    const directory = temporaryFolder();
    const marks = start(
      `trap 'echo tidy > ${directory}/done; exit' TERM; echo > ${directory}/ready; while :; do sleep 0.05; done`,
    );
    await until(() => existsSync(join(directory, 'ready')));
    expect(await killTree(systemClock, { ...marks, graceMs: 10_000 })).toBe(0);
    expect(existsSync(join(directory, 'done'))).toBe(true);
  });

  test('passes over a neighbour, the processes above us and this process itself', async () => {
    const marks = start('exec sleep 300');
    const neighbour = start('exec sleep 300');
    await until(() => findProcesses(neighbour).length === 1 && findProcesses(marks).length === 1);
    expect(await killTree(systemClock, { token: marks.token, directory: marks.directory, graceMs: 100 })).toBe(0);
    expect(findProcesses(neighbour)).toHaveLength(1);
    const everywhere = findProcesses({ directory: realpathSync('/') }).map(({ pid }) => pid);
    expect(everywhere).not.toContain(process.pid);
    expect(everywhere).not.toContain(process.ppid);
  });

  test('does not take a folder for one whose name begins alike', async () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'web'));
    mkdirSync(join(parent, 'web-2'));
    const child = spawn('sleep', ['300'], { cwd: join(parent, 'web-2'), stdio: 'ignore' });
    await until(() => identify(child.pid ?? 0));
    expect(findProcesses({ directory: join(parent, 'web') })).toEqual([]);
    expect(findProcesses({ directory: parent })).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  test('spares a tree of another mark that stands in the same folder', async () => {
    const marks = start('exec sleep 300');
    const guest = spawn('sleep', ['300'], {
      cwd: marks.directory,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], FANOUT_SESSION: 'guest' },
    });
    await until(() => findProcesses(marks).length === 1 && findProcesses({ token: 'FANOUT_SESSION=guest' }).length === 1);
    expect(await killTree(systemClock, { ...marks, graceMs: 100 })).toBe(0);
    expect(findProcesses({ token: 'FANOUT_SESSION=guest' })).toHaveLength(1);
    guest.kill('SIGKILL');
    await once(guest, 'exit');
  });

  test('spares the terminal of a person who stands in the folder', async (context) => {
    const directory = temporaryFolder();
    // `script` gives its child a terminal, as a person's shell has one.
    const child = spawn('script', ['-qfc', 'echo up; exec sleep 300', '/dev/null'], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const isUp = await Promise.race([
      once(child.stdout, 'data').then(() => true),
      once(child, 'exit').then(
        () => false,
        () => false,
      ),
    ]);
    if (!isUp) context.skip('This machine gives no terminal.');
    const found = findProcesses({ directory }).map(({ pid }) => pid);
    expect(found.filter((pid) => pid !== child.pid)).toEqual([]);
  });
});
