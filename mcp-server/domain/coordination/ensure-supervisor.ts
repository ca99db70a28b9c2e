import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { identify, isAlive, isEnding, type Identity } from '../../infra/process/identity.ts';
import { tryLock } from '../../infra/store/lock.ts';
import { readJson, writeWhole } from '../sessions/record-files.ts';

/** The lock that makes the supervisor the only one of its state folder. */
export const supervisorLock = (home: string): string => join(home, 'locks', 'supervisor.db');

/** Whether a supervisor lives. */
export function hasSupervisor(infra: Pick<Infra, 'home'>): boolean {
  const lock = tryLock(supervisorLock(infra.home));
  lock?.release();
  return lock === null;
}

/** Notes who holds the lock, for whoever wants to know whether it still lives. */
export const noteSupervisor = (home: string): void => writeWhole(join(home, noteName), JSON.stringify(identify(process.pid)));

const noteName = 'supervisor.id';
// The note is written a moment after the lock was taken, and a killed process keeps the lock until the kernel has taken it apart.
const betweenMs = 2_000;

/** Whether a supervisor lives and is not just dying. */
async function isSupervised(infra: Infra): Promise<boolean> {
  const sinceMs = infra.clock.elapsed();
  while (hasSupervisor(infra)) {
    const noted = readJson(join(infra.home, noteName)) as Identity | null;
    if (noted && isAlive(noted) && !isEnding(noted.pid)) return true;
    if (infra.clock.elapsed() - sinceMs > betweenMs) return hasSupervisor(infra);
    await infra.clock.sleep(5);
  }
  return false;
}

// Asked from inside a session of ours, the supervisor must not look like a process of that session: it would end with it.
const ownEnvironment = ({ environment, home }: Infra): NodeJS.ProcessEnv => {
  const { FANOUT_SESSION: _session, FANOUT_RUN: _run, FANOUT_TASK: _task, ...rest } = environment;
  return { ...rest, FANOUT_HOME: home };
};

// A machine that does much else at once needs seconds for the start of a process.
const startWithinMs = 30_000;

/**
 * Starts the supervisor when none lives, detached, so that it outlives whoever asked. Returns once one holds the lock, or once
 * one came, found nothing to do and left. Two that start at once are harmless: one gets the lock, the other leaves.
 */
export async function ensureSupervisor(infra: Infra): Promise<Result<null, 'supervisor-failed'>> {
  if (await isSupervised(infra)) return ok(null);
  const [command, ...args] = infra.program;
  if (command === undefined) throw new Error('Infra.program is empty');
  const logPath = join(infra.home, 'supervisor.log');
  const output = openSync(logPath, 'a', 0o600);
  const child = spawn(command, [...args, 'supervise'], {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: infra.home,
    env: ownEnvironment(infra),
  });
  // Without a listener a program that is missing would end this process too.
  child.on('error', (error) => infra.log.error({ err: error }, 'the supervisor could not be started'));
  child.unref();
  closeSync(output);
  const start = infra.clock.elapsed();
  for (;;) {
    // Only a supervisor counts as one: whoever else looks just now holds the lock for a moment too.
    if (await isSupervised(infra)) return ok(null);
    if (child.exitCode === 0) return ok(null);
    const isUnderWay = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    if (!isUnderWay || infra.clock.elapsed() - start > startWithinMs)
      return fail({ reason: 'supervisor-failed', exitCode: child.exitCode, logPath });
    await infra.clock.sleep(20);
  }
}
