import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hasProc } from './identity.ts';
import { listPids } from './proc.ts';
import { runPs } from './ps.ts';

/** A TCP port on which somebody listens. `pid` is null when the process is another person's. */
export interface Listener {
  port: number;
  pid: number | null;
}

/** Who listens, on one port or on any, on whatever address. On Linux by `/proc`, elsewhere by `lsof` as far as it shows it. */
export function findListeners({ port }: { port?: number } = {}): Listener[] {
  const all = hasProc ? fromProc(port) : fromLsof();
  return port === undefined ? all : all.filter((one) => one.port === port);
}

function fromProc(port: number | undefined): Listener[] {
  const sockets = ['tcp', 'tcp6'].flatMap(readSockets).filter((socket) => port === undefined || socket.port === port);
  if (sockets.length === 0) return [];
  const wanted = new Set(sockets.map(({ inode }) => inode));
  const holders = new Map<string, number[]>();
  for (const pid of listPids()) {
    for (const inode of socketsOf(pid)) if (wanted.has(inode)) holders.set(inode, [...(holders.get(inode) ?? []), pid]);
  }
  return sockets.flatMap((socket): Listener[] => {
    const pids = holders.get(socket.inode) ?? [null];
    return pids.map((pid) => ({ port: socket.port, pid }));
  });
}

// The state of a socket that listens, in `man 5 proc_net_tcp` and include/net/tcp_states.h.
const listening = '0A';

function readSockets(table: string): { port: number; inode: string }[] {
  return read(`/proc/net/${table}`)
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === listening ? [{ port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16), inode }] : [];
    });
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1] ?? []);
  } catch {
    // Another person's process, or one that ended.
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A kernel without IPv6 has no table for it.
    return '';
  }
}

function fromLsof(): Listener[] {
  const found: Listener[] = [];
  let pid: number | null = null;
  for (const line of runPs('lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpn']).split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    else if (line.startsWith('n')) found.push({ port: Number(line.slice(line.lastIndexOf(':') + 1)), pid });
  }
  return found;
}
