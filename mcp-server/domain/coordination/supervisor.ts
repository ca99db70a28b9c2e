import type { RunId } from '../../kernel/model.ts';
import type { Infra } from '../../infra/infra.ts';
import { lastSeq, verifyJournal } from '../../infra/store/journal.ts';
import { leaveCgroup } from '../../infra/process/cgroup.ts';
import { exhaustedBy } from '../../infra/process/exhausted.ts';
import { tryLock, type Lock } from '../../infra/store/lock.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import { realGround } from './real-ground.ts';
import type { Ground } from './work/attempt.ts';
import { noteSupervisor, supervisorLock } from './ensure-supervisor.ts';
import { RunDriver } from './run-driver.ts';
import { restMs, sayUnwell } from './say-unwell.ts';
import { Limiter } from './work/limiter.ts';
import { tidyHome } from './tidy-home.ts';
import { writeStanding } from './write-standing.ts';

const lookEveryMs = 100;
// A client that looks whether a supervisor lives holds the lock for a moment.
const startPatienceMs = 1_000;

/**
 * Carries all live runs of this state folder to their end and leaves when none is left. Only one lives at a time; a second
 * one returns at once with false, and so does one that finds the journal damaged. Starting is recovering: whatever an earlier supervisor left is gone on with.
 */
export async function runSupervisor(
  infra: Infra,
  { idleMs, ground = realGround }: { idleMs: number; ground?: Ground },
): Promise<boolean> {
  const lock = await takeLock(infra);
  if (!lock) return false;
  if (!isSound(infra)) {
    lock.release();
    return false;
  }
  leaveCgroup();
  note(infra);
  infra.log.info('supervisor started');
  const drivers = new Map<RunId, RunDriver>();
  const limiters = new Map<string, Limiter>();
  const limiterOf = (agent: string): Limiter => {
    const limiter = limiters.get(agent) ?? new Limiter(infra, agent);
    limiters.set(agent, limiter);
    return limiter;
  };
  const onMachine = (): number => [...drivers.values()].reduce((sum, { underWay }) => sum + underWay, 0);
  let busyAt = infra.clock.elapsed();
  let told = -1;
  let defects = 0;
  for (;;) {
    try {
      for (const run of liveRuns(infra))
        if (!drivers.has(run)) drivers.set(run, new RunDriver(infra, { run, limiterOf, ground, onMachine }));
      for (const driver of drivers.values()) driver.count();
      // Who has least at work comes first, so that no run starves beside another.
      const inTurn = [...drivers].toSorted(([, one], [, other]) => one.underWay - other.underWay);
      for (const [run, driver] of inTurn) if (await driver.tick()) drivers.delete(run);
      if (drivers.size > 0) busyAt = infra.clock.elapsed();
      const seq = lastSeq(infra.store);
      if (seq !== told) tell(infra);
      told = seq;
      defects = 0;
      if (infra.clock.elapsed() - busyAt > idleMs && leave(infra, lock)) break;
    } catch (error) {
      if (!exhaustedBy(error) && (defects += 1) > mostDefects) throw error;
      await rest(infra, error);
    }
    await infra.clock.sleep(lookEveryMs);
  }
  infra.log.info('supervisor left: nothing to do');
  return true;
}

// What passes by itself, such as a store that others keep busy, passes in a minute; the rest is a bug that nobody waits out.
const mostDefects = 30;

/** Waits for room where the machine has none left; sessions go on meanwhile, and what they did is found afterwards. */
async function rest(infra: Infra, error: unknown): Promise<void> {
  sayUnwell(infra, error);
  await infra.clock.sleep(restMs);
}

/** Whether every record of the journal fits. On one that does not, nothing is done: acting on a wrong past makes it worse. */
function isSound(infra: Infra): boolean {
  const verified = verifyJournal(infra.store);
  if (!verified.ok) infra.log.error({ failure: verified.failure }, 'the supervisor does nothing on a damaged journal');
  return verified.ok;
}

/** Without the note a client waits a little longer: no reason not to start. */
function note(infra: Infra): void {
  try {
    noteSupervisor(infra.home);
  } catch (error) {
    sayUnwell(infra, error);
  }
}

/** Nothing waits for those who read it. */
function tell(infra: Infra): void {
  try {
    writeStanding(infra);
  } catch (error) {
    sayUnwell(infra, error);
  }
}

async function takeLock(infra: Infra): Promise<Lock | null> {
  const start = infra.clock.elapsed();
  for (;;) {
    const lock = tryLock(supervisorLock(infra.home));
    if (lock || infra.clock.elapsed() - start > startPatienceMs) return lock;
    await infra.clock.sleep(20);
  }
}

const liveRuns = (infra: Infra): RunId[] =>
  listRunRows(infra.store, { statuses: ['running', 'paused', 'cancelling'] }).map((row) => row.id as RunId);

// Inside a write transaction, so that a run is either submitted before and seen here, or after and finds the lock free.
function leave(infra: Infra, lock: Lock): boolean {
  if (liveRuns(infra).length > 0) return false;
  tidyHome(infra);
  return infra.store.write(() => {
    if (liveRuns(infra).length > 0) return false;
    lock.release();
    return true;
  });
}
