import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { tryLock } from '../../infra/store/lock.ts';

/** The lock that makes the supervisor the only one of its state folder. */
export const supervisorLock = (home: string): string => join(home, 'locks', 'supervisor.db');

/** Whether a supervisor lives. */
export function hasSupervisor(infra: Pick<Infra, 'home'>): boolean {
  const lock = tryLock(supervisorLock(infra.home));
  lock?.release();
  return lock === null;
}

// Asked from inside a session of ours, the supervisor must not look like a process of that session: it would end with it.
const ownEnvironment = ({ environment, home }: Infra): NodeJS.ProcessEnv => {
  const { FANOUT_SESSION: _session, FANOUT_RUN: _run, FANOUT_TASK: _task, ...rest } = environment;
  return { ...rest, FANOUT_HOME: home };
};

const startWithinMs = 10_000;

/**
 * Starts the supervisor when none lives, detached, so that it outlives whoever asked. Returns once one holds the lock. Two
 * that start at once are harmless: one gets the lock, the other leaves.
 */
export async function ensureSupervisor(infra: Infra): Promise<void> {
  if (hasSupervisor(infra)) return;
  const [command, ...args] = infra.program;
  if (command === undefined) throw new Error('Infra.program is empty');
  const output = openSync(join(infra.home, 'supervisor.log'), 'a', 0o600);
  const child = spawn(command, [...args, 'supervise'], {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: infra.home,
    env: ownEnvironment(infra),
  });
  child.unref();
  closeSync(output);
  const start = infra.clock.elapsed();
  while (!hasSupervisor(infra) && child.exitCode === null && infra.clock.elapsed() - start < startWithinMs)
    await infra.clock.sleep(20);
}
