import { existsSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { simpleGit } from 'simple-git';
import { systemClock } from '../../kernel/clock.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { needHandles, throwIfExhausted } from '../process/exhausted.ts';
import { gitEnvironment, hardening } from './hardening.ts';
import { isTransient } from './transient.ts';

/** One call of git. `environment` comes on top of the little that every call gets; nothing else is inherited. */
export interface GitCall {
  cwd: string;
  args: string[];
  input?: string | Buffer;
  environment?: Record<string, string>;
  /** More `key=value` settings, for this call only. */
  config?: string[];
  /** Whether a known race with another git, or a kill, may be answered by calling again. Default: true. */
  retry?: boolean;
}

/** What git answered. `exitCode` is null when a signal ended it; `bytes` is stdout where names may not be UTF-8. */
export interface GitAnswer {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  bytes: Buffer;
}

/**
 * Calls git and returns what it answered, whatever that is. A failing git is an answer, never an exception; only a machine that
 * has nothing left to start it with is one.
 */
export async function git(call: GitCall): Promise<GitAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await callOnce(call);
    const most = wasKilled(answer) ? 3 : isTransient(answer.stderr) ? 8 : 1;
    if (answer.exitCode === 0 || call.retry === false || attempt >= most) return answer;
    await systemClock.sleep(attempt * (5 + Math.random() * 20));
  }
}

/** A git that was killed has said nothing: above all not that there is no such ref. One that could not be started says why. */
const wasKilled = ({ exitCode, stderr }: GitAnswer): boolean => exitCode === null && stderr === '';

/** Calls git where nothing but exit code 0 is expected; the value is its output. */
export async function gitOk(call: GitCall): Promise<Result<string, 'git-failed'>> {
  const answer = await git(call);
  return answer.exitCode === 0 ? ok(answer.stdout) : gitFailed(call, answer);
}

/** The failure that says what git was asked and what it said. */
export const gitFailed = ({ args }: { args: string[] }, { exitCode, stderr }: GitAnswer) =>
  fail({ reason: 'git-failed', args, exitCode, stderr: stderr.trim() });

async function callOnce({ cwd, args, input, environment, config = [] }: GitCall): Promise<GitAnswer> {
  // simple-git never closes stdin when it has nothing to write, and git would wait for the rest.
  if (input !== undefined && input.length === 0) throw new Error(`git ${args[0]} was given an empty input`);
  if (!existsSync(cwd)) return answer(128, [], [Buffer.from(`${cwd} is not there`)]);
  needHandles();
  const variables = gitEnvironment(environment);
  let answered: GitAnswer | null = null;
  let unstarted: string | undefined;
  const instance = simpleGit({
    baseDir: cwd,
    config: [...hardening, ...config],
    // `exit` may come before the last output was read.
    completion: { onExit: false },
    allowEnvironment: Object.keys(variables),
    // Our own settings are what its deny-list would refuse.
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeConfigPaths: true },
    ...(input === undefined ? {} : { input: () => input }),
    errors: (_, { exitCode, stdOut, stdErr }) => {
      // A negative code is the system's reason why git itself could not be started.
      if (exitCode < 0) unstarted = getSystemErrorName(exitCode);
      answered =
        exitCode < 0
          ? answer(null, [], [Buffer.from('git could not be started: is it on PATH?')])
          : answer(exitCode, stdOut, stdErr);
      return undefined;
    },
  })
    .env(variables)
    // simple-git waits 50 ms more after a git that printed nothing; an empty chunk tells it that this is all.
    .outputHandler((_, stdout) => queueMicrotask(() => stdout.emit('data', Buffer.alloc(0))));
  await instance.raw(args);
  throwIfExhausted(unstarted, 'git');
  return answered ?? answer(null, [], []);
}

function answer(exitCode: number | null, stdOut: Buffer[], stdErr: Buffer[]): GitAnswer {
  const bytes = Buffer.concat(stdOut);
  return { exitCode, stdout: bytes.toString(), stderr: Buffer.concat(stdErr).toString(), bytes };
}
