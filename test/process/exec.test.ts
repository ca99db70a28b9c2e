import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const environment = { PATH: process.env['PATH'] ?? '' };
const shell = (script: string) => ({ command: 'sh', args: ['-c', script], cwd: '/', environment });

const start = (command: string, cwd: string) => exec({ command, args: [], cwd, environment });

describe('exec', () => {
  test('says the exit code and both outputs of a program', async () => {
    expect(await exec(shell('echo out; echo err >&2; exit 3'))).toEqual({
      exitCode: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      missing: false,
    });
  });

  test('gives the program nothing but the environment it was handed', async () => {
    process.env['FANOUT_TEST_SECRET'] = 'secret';
    const { stdout } = await exec({ ...shell('/usr/bin/env'), environment: { ...environment, ONE: '1' } });
    delete process.env['FANOUT_TEST_SECRET'];
    expect(stdout).toContain('ONE=1');
    expect(stdout).not.toContain('FANOUT_TEST_SECRET');
  });

  test('feeds the input, and an empty one where there is none', async () => {
    expect((await exec({ ...shell('cat'), input: 'fed' })).stdout).toBe('fed');
    expect((await exec(shell('cat'))).stdout).toBe('');
  });

  test('tells a missing program from a missing folder and from a file that is no program', async () => {
    const path = join(temporaryFolder(), 'plain');
    writeFileSync(path, 'text');
    expect(await start('no-such-program', '/')).toMatchObject({ missing: true, exitCode: null });
    expect(await start('sh', '/no/such/folder')).toMatchObject({
      missing: false,
      exitCode: null,
      stderr: expect.stringContaining('/no/such/folder'),
    });
    expect(await start(path, '/')).toMatchObject({ missing: false, exitCode: null, stderr: expect.stringContaining('EACCES') });
  });

  test('names the signal that ended a program', async () => {
    expect(await exec(shell('kill -9 $$'))).toMatchObject({ exitCode: null, signal: 'SIGKILL', timedOut: false });
  });

  test('appends to a file and does not wait for a daemon that keeps it open', async () => {
    const outputPath = join(temporaryFolder(), 'deep', 'output.log');
    const token = `FANOUT_TEST=${outputPath}`;
    await exec({ ...shell('echo one'), outputPath });
    const ended = await exec({
      ...shell('sleep 300 & echo two; echo three >&2'),
      environment: { ...environment, FANOUT_TEST: outputPath },
      outputPath,
    });
    expect(ended).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(readFileSync(outputPath, 'utf8')).toBe('one\ntwo\nthree\n');
    for (const { pid } of findProcesses({ token })) process.kill(pid, 'SIGKILL');
    await until(() => findProcesses({ token }).length === 0);
  });

  test('ends the whole group of a late program, also where it does not mind being asked', async () => {
    const token = 'FANOUT_TEST=late-group';
    const late = {
      ...shell("trap '' TERM; sleep 300 & wait; sleep 300"),
      environment: { ...environment, FANOUT_TEST: 'late-group' },
    };
    const ended = await exec({ ...late, group: true, timeoutMs: 100 });
    expect(ended).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGKILL' });
    await until(() => findProcesses({ token }).length === 0);
  });

  test('ends a program when the signal aborts, before or after its start', async () => {
    const abort = new AbortController();
    const ended = await exec({ ...shell('sleep 300'), group: true, signal: abort.signal, onStart: () => abort.abort() });
    expect(ended).toMatchObject({ signal: 'SIGTERM', timedOut: false });
    expect(await exec({ ...shell('sleep 300'), group: true, signal: AbortSignal.abort() })).toMatchObject({ signal: 'SIGTERM' });
  });
});
