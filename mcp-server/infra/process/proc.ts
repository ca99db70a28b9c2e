import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';

/** What Linux says about one process. */
export interface ProcessStat {
  pid: number;
  parent: number;
  group: number;
  /** The device number of its controlling terminal, 0 when it has none. */
  terminal: number;
  /** When it started, in clock ticks since boot. */
  startTicks: string;
  /** Dead, and only waiting to be collected by its parent. */
  isZombie: boolean;
}

/** Reads `/proc/<pid>/stat`, or null when there is no such process (`man 5 proc`). */
export function readStat(pid: number): ProcessStat | null {
  const line = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (line === null) return null;
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const at = (field: number) => fields[field - 3] ?? '0';
  return {
    pid,
    parent: Number(at(4)),
    group: Number(at(5)),
    terminal: Number(at(7)),
    startTicks: at(22),
    isZombie: at(3) === 'Z' || at(3) === 'X',
  };
}

// Bit 9 of the masks of signals that wait (`SIGKILL`), and the flag of a process that is being taken apart (`PF_EXITING`).
const killed = 0x100n;
const exiting = 4;

/** Whether a process waits for its own KILL or is being taken apart. */
export function isDoomed(pid: number): boolean {
  const status = attempt(() => readFileSync(`/proc/${pid}/status`, 'utf8'));
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (status === null || stat === null) return true;
  const masks = [...status.matchAll(/^(?:SigPnd|ShdPnd):\s*([0-9a-f]+)$/gm)].map(([, mask = '0']) => BigInt(`0x${mask}`));
  const flags = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[6] ?? 0);
  return masks.some((mask) => (mask & killed) !== 0n) || (flags & exiting) !== 0;
}

/** The ids of all processes. */
export const listPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** The environment a process was started with, as `NAME=value` entries. Empty for processes of other people. */
export const readEnvironment = (pid: number): string[] =>
  attempt(() => readFileSync(`/proc/${pid}/environ`, 'latin1'))?.split('\0') ?? [];

/** The folder a process stands in, also when that folder is gone. Null for processes of other people. */
export const readCwd = (pid: number): string | null =>
  attempt(() => readlinkSync(`/proc/${pid}/cwd`))?.replace(/ \(deleted\)$/, '') ?? null;

/** The name that a process was started by, and what it was told. Empty for one that is ending. */
export const readArguments = (pid: number): string[] =>
  attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    ?.split('\0')
    .slice(0, -1) ?? [];

/** Names a file or folder by device and inode, whatever its path is; null where there is none. */
export function fileId(path: string): string | null {
  const stat = attempt(() => statSync(path, { bigint: true }));
  return stat === null ? null : `${stat.dev}:${stat.ino}`;
}

/** Names the folder a process stands in by `fileId`, also in another container. Null for processes of other people. */
export const cwdId = (pid: number): string | null => fileId(`/proc/${pid}/cwd`);

/** Whether a process has a file open, also in another container, where its folder has another path. False for other people's. */
export function hasOpen(pid: number, path: string): boolean {
  const open = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  const named = open
    .map((fd) => `/proc/${pid}/fd/${fd}`)
    .filter((fd) => basename(attempt(() => readlinkSync(fd)) ?? '') === basename(path));
  return named.some((fd) => fileId(fd) === fileId(path));
}

/** How long the machine has run, to the hundredth of a second. */
export const readUptimeMs = (): number => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;

/** Names one start of the machine. */
export const readBootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
