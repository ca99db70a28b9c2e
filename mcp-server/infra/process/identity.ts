import { isDoomed, readBootId, readStat } from './proc.ts';
import { listRows } from './ps.ts';

/** A process that is told apart from any later one with the same number. */
export interface Identity {
  pid: number;
  /** On Linux `<start time in ticks>@<boot id>`, elsewhere the start time that `ps -o lstart` prints. */
  startedAt: string;
}

/** Whether processes are read from `/proc`. */
export const hasProc = process.platform === 'linux';

/** Identifies a running process, or null when there is none: a zombie counts as dead. */
export function identify(pid: number): Identity | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  if (hasProc) {
    const stat = readStat(pid);
    return stat === null || stat.isZombie ? null : { pid, startedAt: startOf(stat.startTicks) };
  }
  const row = listRows(pid)[0];
  return row === undefined || row.isZombie ? null : { pid, startedAt: row.startedAt };
}

/** Whether this very process still runs. False after a reboot, and when its number belongs to another process by now. */
export const isAlive = (identity: Identity): boolean => identify(identity.pid)?.startedAt === identity.startedAt;

/** Whether a process that still runs has been killed already. Linux alone says so; elsewhere the moment is over too soon to matter. */
export const isEnding = (pid: number): boolean => hasProc && isDoomed(pid);

let bootId: string | undefined;

/** The start of a process on this boot of the machine, as an identity holds it. */
export const startOf = (ticks: string): string => `${ticks}@${(bootId ??= readBootId())}`;
