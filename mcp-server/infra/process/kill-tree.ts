import type { Clock } from '../../kernel/clock.ts';
import { findProcesses, type Marks } from './find-processes.ts';
import { isAlive, type Identity } from './identity.ts';

/** A tree of processes and how long it may take to leave by itself. */
export interface Tree extends Marks {
  graceMs: number;
}

// Each round finds what the one before gave birth to. A fork bomb would go on for ever, so we stop and say so.
const mostRounds = 200;

/**
 * Ends every process with one of the marks: asked by TERM, after `graceMs` stopped (which ends births) and killed, until two
 * scans in a row find none. Answers how many survived, which is 0 unless they belong to somebody else or multiply without end.
 */
export async function killTree(clock: Clock, { graceMs, ...marks }: Tree): Promise<number> {
  const found = findProcesses(marks);
  if (found.length > 0) {
    signalAll(found, 'SIGTERM');
    // A stopped process hears nothing but KILL until it goes on.
    signalAll(found, 'SIGCONT');
    await untilGone(clock, marks, graceMs);
  }
  let emptyScans = 0;
  for (let round = 0; round < mostRounds && emptyScans < 2; round++) {
    const left = findProcesses(marks);
    emptyScans = left.length === 0 ? emptyScans + 1 : 0;
    signalAll(left, 'SIGSTOP');
    signalAll(left, 'SIGKILL');
    if (emptyScans < 2) await clock.sleep(5);
  }
  return findProcesses(marks).length;
}

async function untilGone(clock: Clock, marks: Marks, graceMs: number): Promise<void> {
  const start = clock.elapsed();
  for (let pauseMs = 10; clock.elapsed() - start < graceMs; pauseMs = Math.min(pauseMs * 1.5, 100)) {
    if (findProcesses(marks).length === 0) return;
    await clock.sleep(pauseMs);
  }
}

function signalAll(processes: Identity[], signal: NodeJS.Signals): void {
  for (const one of processes) {
    if (!isAlive(one)) continue;
    try {
      process.kill(one.pid, signal);
    } catch {
      // It ended in between, or belongs to somebody else: the next scan says which.
    }
  }
}
