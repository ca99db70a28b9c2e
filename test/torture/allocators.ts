import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { reclaimPorts } from '../../mcp-server/domain/workspaces/ports/reclaim-ports.ts';
import { makeInfra } from '../support/infra.ts';

const program = resolve(import.meta.dirname, '../workspaces/fixtures/lease.ts');

/**
 * Lets processes lease two ports for each of many workspaces at once, kills some of them at any moment and replaces them, until
 * so many workspaces have theirs. Answers how many ports were held twice, and how many leases no reclaiming brings back.
 */
export async function tortureAllocators({
  allocators,
  processes,
  kills,
  say,
}: {
  allocators: number;
  processes: number;
  kills: number;
  say: (line: string) => void;
}): Promise<{ allocators: number; duplicates: number; leaked: number }> {
  const infra = makeInfra();
  const folder = mkdtempSync(join(tmpdir(), 'fanout-allocators-'));
  const owners = new Map<string, Set<string>>();
  let killed = 0;
  let served = 0;
  const work = async (): Promise<void> => {
    while (served < allocators) {
      const child = spawn(process.execPath, [program, infra.home, folder, String(Math.ceil(allocators / processes))], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      for await (const line of createInterface(child.stdout)) {
        const [port = '', owner = ''] = line.split(' ');
        owners.set(port, (owners.get(port) ?? new Set()).add(owner));
        served = new Set([...owners.values()].flatMap((some) => [...some])).size;
        if (killed < kills && Math.random() < 0.1 && child.kill('SIGKILL')) killed += 1;
      }
      await exited;
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
  const duplicates = [...owners.values()].filter((some) => some.size > 1).length;
  say(`${served} allocators in ${processes} processes, ${killed} killed, ${owners.size} ports`);
  rmSync(folder, { recursive: true, force: true });
  reclaimPorts(infra);
  const leaked = listPorts(infra).length;
  infra.dispose();
  return { allocators: served, duplicates, leaked };
}
