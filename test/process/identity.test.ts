import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identify, isAlive } from '../../mcp-server/infra/process/identity.ts';
import { until } from '../support/until.ts';

test('a running process has an identity that ends with it', async () => {
  const child = spawn('sleep', ['300']);
  const identity = identify(child.pid ?? 0);
  if (identity === null) throw new Error('the child has no identity');
  expect(identity).toMatchObject({ pid: child.pid });
  expect(isAlive(identity)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});

test('a process with the same number that started at another time is another process', () => {
  const self = identify(process.pid);
  expect(self).not.toBeNull();
  expect(isAlive({ pid: process.pid, startedAt: '1@another-boot' })).toBe(false);
});

test('a number that is no process has no identity', () => {
  expect([0, -1, 1.5, 2 ** 30].map(identify)).toEqual([null, null, null, null]);
});

test.skipIf(process.platform !== 'linux')('a zombie counts as dead', async () => {
  // The shell becomes a sleep that collects nobody; only then its child may end.
  const child = spawn('sh', ['-c', 'exec 3<&0; cat <&3 >&2 & echo $!; exec sleep 300 3<&-'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const zombie = Number(line.toString());
  await until(() => readFileSync(`/proc/${child.pid}/comm`, 'utf8') === 'sleep\n');
  child.stdin.end();
  await until(() => identify(zombie) === null);
  // It still has its number, and its parent lives.
  expect(() => process.kill(zombie, 0)).not.toThrow();
  child.kill('SIGKILL');
  await once(child, 'exit');
});
