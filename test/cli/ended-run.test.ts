import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { askFanout } from '../support/ask-fanout.ts';
import { runFanout } from '../support/run-fanout.ts';
import { craftRun } from './craft-run.ts';

// cart ─▶ pay*        cart is merged, pay failed
let sample: TestRepository;
let home: string;

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'fanout-ended-')));
  sample = makeRepository();
  craftRun(sample, { home });
});
afterAll(() => {
  sample.dispose();
  rmSync(home, { recursive: true, force: true });
});

const fanout = (...args: string[]) => runFanout(args, { cwd: sample.path, home });
const stable = (text: string) =>
  text
    .replaceAll(sample.folder, 'FOLDER')
    .replaceAll(home, 'HOME')
    .replaceAll(/\b[0-9a-f]{10}\b/g, 'COMMIT')
    .replaceAll(/ [0-9a-z ]+ ago/g, ' AGO');

describe('A run that has ended', () => {
  it('is shown with what is in its worktrees and why a task failed', async () => {
    const { stdout, exitCode } = await fanout('status');
    await expect(stable(stdout)).toMatchFileSnapshot('frames/status.txt');
    expect(exitCode).toBe(0);
  });

  it('is one object for a machine', async () => {
    const { stdout } = await fanout('status', 'ab1', '--json');
    const status = JSON.parse(stdout) as { tasks: object[] };
    expect(status).toMatchObject({ run: 'ab12cd34', status: 'finished', counts: { tasks: 2, merged: 1, failed: 1 } });
    expect(status.tasks[0]).toMatchObject({ key: 'cart', phase: 'done', round: 1, work: { ahead: 0, behind: 0, dirty: 1 } });
    expect(status.tasks[1]).toMatchObject({ key: 'pay', failure: { reason: 'nothing-committed', hint: expect.any(String) } });
  });

  it('is not what a command means that changes something, where no repository is', async () => {
    for (const words of [['cancel'], ['pause'], ['deliver'], ['merge', '--into', 'main'], ['retry', 'pay'], ['attach', 'pay']]) {
      const { stderr, exitCode } = await askFanout(words, { cwd: home, home: join(home, 'state') });
      expect([words[0], exitCode, stderr]).toEqual([
        words[0],
        words.length === 2 ? 4 : 3,
        expect.stringMatching(/not inside a git repo|no run/),
      ]);
    }
    expect((await askFanout(['status'], { cwd: home, home: join(home, 'state') })).exitCode).toBe(0);
  });

  it('tells when watched what became of it, and that something did not land', async () => {
    const { stdout, exitCode } = await fanout('status', '--watch');
    await expect(stable(stdout)).toMatchFileSnapshot('frames/outcome.txt');
    expect(exitCode).toBe(1);
  });

  it('tells what the sessions of a task did, without a letter of their escape sequences', async () => {
    const { stdout, stderr } = await fanout('logs', 'cart');
    await expect(stdout).toMatchFileSnapshot('frames/logs.txt');
    expect(stderr).toContain(join(home, 'state', 'runs', 'ab12cd34', 'cart'));
    expect((await fanout('logs', 'cart', '--stage', 'review')).stdout).toBe('');
    expect((await fanout('logs', 'cart', '--follow')).stdout).toBe(stdout);
  });

  it('gives its transcripts as the agent wrote them', async () => {
    const { stdout } = await fanout('logs', 'ab12', '--raw');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(events).toEqual(['system', 'assistant', 'assistant', 'result']);
  });

  it('has a journal that can be read', async () => {
    const { stdout } = await fanout('events');
    expect(stdout.split('\n')[1]).toMatch(/^1\.0s run target-created branch=fanout\/ab12cd34\/merged commit=/);
    const last = (await fanout('events', '--json')).stdout.trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ kind: 'run-finished', seq: 20, sum: expect.any(String) });
  });

  it.for([
    ['paused', ['pause'], /is finished/],
    ['resumed', ['resume', 'ab12'], /is finished/],
    ['cancelled', ['cancel', 'ab12'], /is finished/],
  ] as const)('is not %s, and that is no failure', async ([, args, says]) => {
    const { stdout, exitCode } = await fanout(...args);
    expect(stdout).toMatch(says);
    expect(exitCode).toBe(0);
  });

  it('has no task to try again that landed, and none that it does not know', async () => {
    const landed = await fanout('retry', 'cart');
    expect(landed.stderr).toMatch(/cart is done/);
    const unknown = await fanout('retry', 'ab12', 'cash');
    expect(unknown.stderr).toMatch(/no task cash.*cart and pay/s);
    const nothing = await fanout('retry');
    expect(nothing.stderr).toMatch(/cart, pay/);
    expect([landed.exitCode, unknown.exitCode, nothing.exitCode]).toEqual([2, 4, 2]);
  });

  it('is not cleaned when nobody agrees', async () => {
    const { stdout, exitCode } = await fanout('clean');
    expect(stdout).toContain(join(`${sample.path}.fanout`, 'ab12cd34', 'cart'));
    expect(exitCode).toBe(5);
    expect(sample.git(['worktree', 'list'])).toContain('ab12cd34');
  });
});
