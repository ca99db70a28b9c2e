import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeStanding } from '../../mcp-server/domain/coordination/write-standing.ts';
import { makeInfra } from '../support/infra.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { makeGraph, submitted } from '../support/submitted.ts';

const hook = resolve(import.meta.dirname, '../../hooks/session-start.sh');

const rules = resolve(import.meta.dirname, '../../rules/workspace.md');

/** Starts a session in `cwd` and answers what the hook tells it. */
function start({ cwd, home, environment = {} }: { cwd: string; home: string; environment?: Record<string, string> }): string {
  const { status, stdout, stderr } = spawnSync('/bin/sh', [hook], {
    cwd,
    env: { PATH: process.env['PATH'], FANOUT_HOME: home, ...environment },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** A state folder with these lines of standing, and a repository with a folder in it. */
function prepare(lines: (repository: string) => string[]) {
  const folder = temporaryFolder();
  const [repository, home] = [join(folder, 'sample'), join(folder, 'home')];
  mkdirSync(join(repository, 'src'), { recursive: true });
  mkdirSync(home);
  writeFileSync(join(home, 'standing.tsv'), lines(repository).join(''));
  return { folder, repository, home };
}

describe('the start of a session', () => {
  it('tells of the runs of its repository, from any folder in it', () => {
    const { repository, home } = prepare((path) => [`${path}\t0\tRun a is running.\n`, `/elsewhere\t0\tRun b is running.\n`]);
    const told = start({ cwd: join(repository, 'src'), home });
    expect(told).toContain('- Run a is running.');
    expect(told).not.toContain('Run b');
  });

  it('tells of them in a worktree beside it too', () => {
    const { folder, home } = prepare((path) => [`${path}\t0\tRun a is running.\n`]);
    const worktree = join(folder, 'sample.fanout/a/one');
    mkdirSync(worktree, { recursive: true });
    expect(start({ cwd: worktree, home })).toContain('Run a');
  });

  it('is silent when nothing runs here, and when nothing ever ran', () => {
    const { repository, folder, home } = prepare(() => [`/elsewhere\t0\tRun b is running.\n`]);
    expect(start({ cwd: repository, home })).toBe('');
    expect(start({ cwd: repository, home: join(folder, 'nowhere') })).toBe('');
  });

  it('says how to behave in a workspace where a person asks for it', () => {
    const { repository, home } = prepare(() => []);
    expect(start({ cwd: repository, home, environment: { FANOUT_RULES: '1' } })).toBe(readFileSync(rules, 'utf8'));
    expect(start({ cwd: repository, home, environment: { FANOUT_RULES: '' } })).toBe('');
    expect(start({ cwd: repository, home, environment: { FANOUT_RULES: '1', FANOUT_SESSION: 'x' } })).toBe('');
  });

  it('forgets what ended long ago', () => {
    const { repository, home } = prepare((path) => [
      `${path}\t1000\tRun a is finished.\n`,
      `${path}\t99999999999\tRun c is finished.\n`,
    ]);
    expect(start({ cwd: repository, home })).toMatch(/Run c/);
    expect(start({ cwd: repository, home })).not.toMatch(/Run a/);
  });

  it('tells sessions of ours nothing', () => {
    const { repository, home } = prepare((path) => [`${path}\t0\tRun a is running.\n`]);
    expect(start({ cwd: repository, home, environment: { FANOUT_SESSION: 'x' } })).toBe('');
  });

  it('tells what the supervisor keeps', () => {
    const infra = makeInfra();
    onTestFinished(() => infra.dispose());
    const run = submitted(infra, makeGraph('one', 'two'));
    writeStanding(infra);
    expect(readFileSync(join(infra.home, 'standing.tsv'), 'utf8')).toBe(
      `/nowhere/shop\t0\tRun ${run} (A graph) is running: 0 of 2 tasks merged to fanout/${run}/merged.\n`,
    );
  });
});
