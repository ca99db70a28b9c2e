import { spawnSync } from 'node:child_process';

/** What `ps` says about one process, on systems without `/proc`. */
export interface PsRow {
  pid: number;
  parent: number;
  group: number;
  isZombie: boolean;
  hasTerminal: boolean;
  /** Start time to the second, such as `Fri Nov 21 13:15:02 2026`: wall time, so no boot id is needed. */
  startedAt: string;
  /** The command line, followed by the environment where the system shows it. */
  command: string;
}

const layout = 'pid=,ppid=,pgid=,state=,tty=,lstart=,command=';

/** One row per process, or only that of `pid`. Empty when `ps` is missing. */
export function listRows(pid?: number): PsRow[] {
  const which = pid === undefined ? ['-ax'] : ['-p', String(pid)];
  // -E adds the environment on macOS and the BSDs; a `ps` that refuses it is asked again without.
  const rows = runPs('ps', ['-E', '-ww', '-o', layout, ...which]) || runPs('ps', ['-ww', '-o', layout, ...which]);
  return rows.split('\n').flatMap(parseRow);
}

function parseRow(line: string): PsRow[] {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.*)$/.exec(line);
  if (!match) return [];
  const [, pid = '', parent = '', group = '', state = '', tty = '', started = '', command = ''] = match;
  return [
    {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      isZombie: state.startsWith('Z'),
      hasTerminal: !tty.startsWith('?'),
      startedAt: started.replace(/\s+/g, ' '),
      command,
    },
  ];
}

/** The folder each process stands in, as far as `lsof` may see it. */
export function listCwds(): Map<number, string> {
  const cwds = new Map<number, string>();
  let pid = 0;
  for (const line of runPs('lsof', ['-a', '-d', 'cwd', '-Fpn']).split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    else if (line.startsWith('n')) cwds.set(pid, line.slice(1));
  }
  return cwds;
}

/** What `ps` or `lsof` prints, in English and UTC; empty when it is missing. */
export function runPs(command: string, args: string[]): string {
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 1 << 26,
  });
  return done.stdout ?? '';
}
