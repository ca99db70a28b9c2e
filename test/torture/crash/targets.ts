import { readFileSync } from 'node:fs';
import { findProcesses } from '../../../mcp-server/infra/process/find-processes.ts';
import type { RunId } from '../../../mcp-server/kernel/model.ts';

/** Something to kill: a process, or with a negative number a whole group. */
export interface Target {
  kind: 'supervisor' | 'supervisor-group' | 'shim' | 'agent' | 'session-group' | 'client' | 'child';
  pid: number;
}

/** All that may be killed at this moment: supervisors and their children by the fleet's mark, sessions by their run's. */
export function findTargets({ mark, run, clients }: { mark: string; run: RunId; clients: number[] }): Target[] {
  const sessions = processes(`FANOUT_RUN=${run}`);
  const inSessions = new Set(sessions.map(({ pid }) => pid));
  const others = processes(mark).filter(({ pid }) => !inSessions.has(pid) && !clients.includes(pid));
  return [
    ...others.flatMap(({ pid, line }): Target[] => {
      if (/^(?:git|gh) /.test(line)) return [{ kind: 'child', pid }];
      if (!line.includes('supervise')) return [];
      return [
        { kind: 'supervisor', pid },
        { kind: 'supervisor-group', pid: -pid },
      ];
    }),
    ...sessions.flatMap(({ pid, line }): Target[] => {
      if (!line.includes('shim.sh')) return [{ kind: line.includes('agent/main.ts') ? 'agent' : 'child', pid }];
      return [
        { kind: 'shim', pid },
        { kind: 'session-group', pid: -pid },
      ];
    }),
    ...clients.map((pid): Target => ({ kind: 'client', pid })),
  ];
}

/** Kills a target. Answers whether it was still there. */
export function killTarget({ pid }: Target): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

const processes = (token: string): { pid: number; line: string }[] =>
  findProcesses({ token }).map(({ pid }) => ({ pid, line: commandLine(pid) }));

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
