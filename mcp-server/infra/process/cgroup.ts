import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const prefix = 'fanout-';

/**
 * Makes a control group for one tree of processes, beside our own, and answers its folder: whoever is born in it stays in it,
 * whatever it does to its group, its folder or its environment. Null where the system has none that we may make (not Linux,
 * no cgroup v2, or not delegated to this user).
 */
export function makeCgroup(name: string): string | null {
  const own = ownCgroup();
  if (own === null) return null;
  const folder = join(outside(own), `${prefix}${name}`);
  try {
    mkdirSync(folder, { recursive: true });
    readFileSync(join(folder, 'cgroup.procs'));
    return folder;
  } catch {
    return null;
  }
}

/** The processes of a control group and of those below it. */
export function readCgroup(folder: string): number[] {
  try {
    const own = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [...own, ...below.flatMap(({ name }) => readCgroup(join(folder, name)))];
  } catch {
    return [];
  }
}

/** Removes a control group that is empty; one that is gone or not empty stays as it is. */
export function removeCgroup(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) removeCgroup(join(folder, entry.name));
    rmdirSync(folder);
  } catch {
    // Somebody is still in it, or it is gone.
  }
}

/** Leaves the control group of a session, where a process of one started us: what ends that session must not end us. */
export function leaveCgroup(): void {
  const own = ownCgroup();
  if (own === null || outside(own) === own) return;
  try {
    writeFileSync(join(outside(own), 'cgroup.procs'), String(process.pid));
  } catch {
    // Not ours to leave.
  }
}

/** The folder of the control group that this process is in, or null without cgroup v2. */
function ownCgroup(): string | null {
  try {
    const path = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    const mounted = /^\S+ \S+ \S+ (\S+) (\S+) .* - cgroup2 /m.exec(readFileSync('/proc/self/mountinfo', 'utf8'));
    if (path === undefined || !mounted) return null;
    return join(mounted[2] ?? '', path);
  } catch {
    return null;
  }
}

/** A control group that is no session's: itself, or what lies above. */
const outside = (folder: string): string => (basename(folder).startsWith(prefix) ? outside(dirname(folder)) : folder);
