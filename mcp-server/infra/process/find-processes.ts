import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { hasProc, startOf, type Identity } from './identity.ts';
import { hasEnvironmentEntry, listPids, readCwd, readStat } from './proc.ts';
import { listCwds, listRows } from './ps.ts';

/** What marks a process as one of a tree; any mark is enough. */
export interface Marks {
  /** A `NAME=value` that the process was started with. */
  token?: string;
  /** A folder at or below which the process stands. A terminal that a person opened there is not meant. */
  directory?: string;
  /** The process group. */
  group?: number;
}

interface Candidate extends Identity {
  parent: number;
  group: number;
  hasTerminal: boolean;
  hasToken(token: string): boolean;
  cwd(): string | null;
}

/**
 * Finds the running processes that carry one of the marks, on Linux by `/proc`, elsewhere by `ps` and `lsof` as far as they
 * show it. Never this process itself, and never one above it by folder alone.
 */
export function findProcesses(marks: Marks): Identity[] {
  const all = hasProc ? fromProc() : fromPs();
  const above = ancestors(all);
  const directory = marks.directory === undefined ? null : resolved(marks.directory);
  return all
    .filter((one) => one.pid !== process.pid)
    .filter(
      (one) =>
        (marks.group !== undefined && one.group === marks.group) ||
        (marks.token !== undefined && one.hasToken(marks.token)) ||
        (directory !== null && !one.hasTerminal && !above.has(one.pid) && isBelow(one.cwd(), directory)),
    )
    .map(({ pid, startedAt }) => ({ pid, startedAt }));
}

function fromProc(): Candidate[] {
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
        hasToken: (token) => hasEnvironmentEntry(pid, token),
        cwd: () => readCwd(pid),
      },
    ];
  });
}

function fromPs(): Candidate[] {
  let cwds: Map<number, string> | undefined;
  return listRows()
    .filter((row) => !row.isZombie)
    .map((row) => ({
      pid: row.pid,
      startedAt: row.startedAt,
      parent: row.parent,
      group: row.group,
      hasTerminal: row.hasTerminal,
      hasToken: (token) => ` ${row.command} `.includes(` ${token} `),
      cwd: () => (cwds ??= listCwds()).get(row.pid) ?? null,
    }));
}

function ancestors(all: Candidate[]): Set<number> {
  const parents = new Map(all.map((one) => [one.pid, one.parent]));
  const above = new Set<number>();
  for (let pid: number | undefined = process.ppid; pid !== undefined && pid > 0 && !above.has(pid); pid = parents.get(pid))
    above.add(pid);
  return above;
}

const isBelow = (path: string | null, directory: string): boolean =>
  path !== null && (path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep));

function resolved(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    // A folder that is gone still holds the processes that stand in it.
    return directory;
  }
}
