import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type Identity } from '../../../mcp-server/infra/process/identity.ts';

/** Tears the end of what a killed session printed, as a power cut would: cut short, or with half a line behind it. */
export function tearTail(home: string): boolean {
  const [directory] = sessions(home)
    .filter(isDead)
    .toSorted(() => Math.random() - 0.5);
  if (directory === undefined) return false;
  const path = join(directory, 'out.ndjson');
  if (Math.random() < 0.5) appendFileSync(path, '{"type":"result","subtype":"succ');
  else truncateSync(path, Math.max(0, statSync(path).size - Math.ceil(Math.random() * 40)));
  return true;
}

function sessions(home: string): string[] {
  const runs = join(home, 'runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('out.ndjson'))
    .map((name) => join(runs, name, '..'));
}

function isDead(directory: string): boolean {
  // Where the end is noted, everything before it was acknowledged, and a disk does not forget that.
  if (existsSync(join(directory, 'exit.json'))) return false;
  try {
    return !isAlive(JSON.parse(readFileSync(join(directory, 'shim.id'), 'utf8')) as Identity);
  } catch {
    return false;
  }
}
