import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';

const program = resolve(import.meta.dirname, 'fixtures/create.ts');

async function run(command: string, args: string[], cwd?: string) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd ? { cwd } : {}) });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}

test('sixty-four creations from four processes, beside foreign ones, all succeed and leave nothing astray', async () => {
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, nth) => [`src/d${nth % 7}/f${nth}.txt`, `line ${nth}\n`]));
  const sample = makeRepository({ files });
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  sample.write({ 'mine.txt': 'untracked\n', 'src/d0/f0.txt': 'changed\n' });
  const before = { head: sample.git(['rev-parse', 'HEAD']), status: sample.git(['status', '--porcelain']) };
  const tasks = Array.from({ length: 64 }, (_, nth) => `task-${nth}`);
  const ours = [0, 1, 2, 3].map((quarter) =>
    run(process.execPath, [
      program,
      infra.home,
      JSON.stringify(sample.repository),
      sample.base,
      ...tasks.slice(quarter * 16, quarter * 16 + 16),
    ]),
  );
  // The person's own adds take no mutex; they may fail among themselves, as they always may.
  const foreign = Array.from({ length: 12 }, (_, nth) =>
    run('git', ['worktree', 'add', '--quiet', '--detach', join(sample.folder, `foreign-${nth}`)], sample.path),
  );
  for (const { exitCode, stderr } of await Promise.all(ours)) expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  await Promise.all(foreign);
  const branches = sample.git(['for-each-ref', '--format=%(refname:lstrip=4)', 'refs/heads/fanout']).split('\n');
  expect(branches.toSorted()).toEqual(tasks.map((task) => `task/${task}`).toSorted());
  for (const task of tasks) {
    const path = join(`${sample.path}.fanout/k3m9x2ab`, task);
    expect(existsSync(join(path, 'src/d0/f0.txt'))).toBe(true);
    expect(sample.git(['status', '--porcelain=v1', '--branch'], { cwd: path })).toBe(`## fanout/k3m9x2ab/task/${task}`);
  }
  const ports = listPorts(infra);
  expect(ports).toHaveLength(64);
  expect(new Set(ports.map(({ port }) => port)).size).toBe(64);
  expect({ head: sample.git(['rev-parse', 'HEAD']), status: sample.git(['status', '--porcelain']) }).toEqual(before);
  expect(sample.git(['symbolic-ref', 'HEAD'])).toBe('refs/heads/main');
}, 180_000);
