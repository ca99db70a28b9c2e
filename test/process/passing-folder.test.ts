import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = join(import.meta.dirname, 'fixtures/stays.ts');
const longAgo = new Date(Date.now() - 2 * 3_600_000);

let tmp: string;
beforeEach(() => {
  tmp = temporaryFolder();
  vi.stubEnv('TMPDIR', tmp);
  vi.resetModules();
  return () => void vi.unstubAllEnvs();
});

/** What a process has at its first look: the folders of dead ones are removed once in a process's life. */
const fresh = async () => import('../../mcp-server/infra/process/passing-folder.ts');

test('a folder goes when its work ends, in whatever way', async () => {
  const { withPassingFolder } = await fresh();
  const seen = await withPassingFolder((folder) => Promise.resolve([folder, existsSync(folder)] as const));
  expect(seen[1]).toBe(true);
  await expect(withPassingFolder(() => Promise.reject(new Error('a defect')))).rejects.toThrow('a defect');
  expect(readdirSync(tmp)).toEqual([]);
});

test('what a killed process left is removed by a later one, and nothing that lives, is of another container or is not ours', async () => {
  const [killed, living] = await Promise.all([start(), start()]);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  utimesSync(living.folder, longAgo, longAgo);
  const others = ['fanout-demo-1', 'fanout-9999999-young-elsewhere-abcdef', 'other'].map((name) => join(tmp, name));
  for (const other of others) mkdirSync(other);
  const { withPassingFolder } = await fresh();
  await withPassingFolder(() => Promise.resolve());
  expect([existsSync(killed.folder), existsSync(living.folder), ...others.map(existsSync)]).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  living.child.kill('SIGKILL');
  await once(living.child, 'exit');
});

async function start() {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, TMPDIR: tmp },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, folder: said.toString().trim() };
}
