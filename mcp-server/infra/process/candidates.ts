import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { hasProc, startOf, type Identity } from './identity.ts';
import { listPids, readArguments, readCwd, readEnvironment, readStat, readUptimeMs } from './proc.ts';
import { listCwds, listRows } from './ps.ts';

/** A running process, with what may tell whose it is; what is costly to read is read when it is asked. */
export interface Candidate extends Identity {
  parent: number;
  group: number;
  hasTerminal: boolean;
  /** How long it has run, to the tenth of a second on Linux and to the second elsewhere. */
  ageMs: number;
  /** The program's name and what it was told; empty for a process that is ending. */
  arguments(): string[];
  environment(): string[];
  cwd(): string | null;
}

/** All running processes but zombies, on Linux by `/proc`, elsewhere by `ps` and `lsof` as far as they show it. */
export const listCandidates = (): Candidate[] => (hasProc ? fromProc() : fromPs());

function fromProc(): Candidate[] {
  const uptimeMs = readUptimeMs();
  return listPids().flatMap((pid) => {
    const stat = readStat(pid);
    if (stat === null || stat.isZombie) return [];
    return [
      {
        pid,
        startedAt: startOf(stat.startTicks),
        parent: stat.parent,
        group: stat.group,
        hasTerminal: stat.terminal !== 0,
        // A tick is a hundredth of a second in all that Linux tells to programs.
        ageMs: uptimeMs - Number(stat.startTicks) * 10,
        arguments: () => readArguments(pid),
        environment: () => readEnvironment(pid),
        cwd: () => readCwd(pid),
      },
    ];
  });
}

function fromPs(): Candidate[] {
  let cwds: Map<number, string> | undefined;
  const now = Date.now();
  return listRows()
    .filter((row) => !row.isZombie)
    .map((row) => ({
      pid: row.pid,
      startedAt: row.startedAt,
      parent: row.parent,
      group: row.group,
      hasTerminal: row.hasTerminal,
      ageMs: now - Date.parse(`${row.startedAt} UTC`),
      arguments: () => row.command.split(' '),
      environment: () => row.command.split(' '),
      cwd: () => (cwds ??= listCwds()).get(row.pid) ?? null,
    }));
}

/** Whether a path is a folder or lies below it; both are resolved. */
export const isBelow = (path: string | null, directory: string): boolean =>
  path !== null && (path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep));

/** A folder by its real path, as the system says where processes stand. */
export function resolved(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    // A folder that is gone still holds the processes that stand in it.
    return directory;
  }
}
