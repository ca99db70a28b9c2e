import { isBelow, listCandidates, resolved, type Candidate } from './candidates.ts';
import { readCgroup } from './cgroup.ts';
import type { Identity } from './identity.ts';

/** What marks a process as one of a tree; any mark is enough. */
export interface Marks {
  /** A `NAME=value` that the process was started with. */
  token?: string;
  /**
   * A folder at or below which the process stands. Not meant are a terminal that a person opened there, and a process whose
   * environment has the token's name with another value: it belongs to another tree.
   */
  directory?: string;
  /** The process group. */
  group?: number;
  /** The folder of a control group, in which everything belongs to the tree. */
  cgroup?: string;
}

/**
 * Finds the running processes that carry one of the marks, on Linux by `/proc`, elsewhere by `ps` and `lsof` as far as they
 * show it. Never this process itself, and never one above it by folder alone.
 */
export function findProcesses(marks: Marks): Identity[] {
  const all = listCandidates();
  const above = ancestors(all);
  const directory = marks.directory === undefined ? null : resolved(marks.directory);
  const members = new Set(marks.cgroup === undefined ? [] : readCgroup(marks.cgroup));
  return all
    .filter(
      (one) =>
        one.pid !== process.pid &&
        (members.has(one.pid) ||
          isMarked(one, marks) ||
          (directory !== null && !above.has(one.pid) && standsIn(one, directory, marks))),
    )
    .map(({ pid, startedAt }) => ({ pid, startedAt }));
}

/**
 * Finds what a person runs at a terminal at or below a folder, as a shell that stands there: not what carries a mark of ours,
 * since an agent may open terminals too.
 */
export function findAtTerminal({ directory: given }: { directory: string }): Identity[] {
  const directory = resolved(given);
  return listCandidates()
    .filter((one) => one.hasTerminal && one.pid !== process.pid && isBelow(one.cwd(), directory))
    .filter((one) => !one.environment().some((entry) => entry.startsWith('FANOUT_WORKTREE=')))
    .map(({ pid, startedAt }) => ({ pid, startedAt }));
}

const isMarked = (one: Candidate, { group, token }: Marks): boolean =>
  (group !== undefined && one.group === group) || (token !== undefined && one.environment().includes(token));

function standsIn(one: Candidate, directory: string, { token }: Marks): boolean {
  if (one.hasTerminal || !isBelow(one.cwd(), directory)) return false;
  const name = token?.slice(0, token.indexOf('=') + 1);
  return name === undefined || !one.environment().some((entry) => entry.startsWith(name));
}

function ancestors(all: Candidate[]): Set<number> {
  const parents = new Map(all.map((one) => [one.pid, one.parent]));
  const above = new Set<number>();
  for (let pid: number | undefined = process.ppid; pid !== undefined && pid > 0 && !above.has(pid); pid = parents.get(pid))
    above.add(pid);
  return above;
}
