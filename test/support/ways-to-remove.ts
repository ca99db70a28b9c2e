import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import type { Repository } from '../../mcp-server/kernel/model.ts';

interface Place {
  repository: Repository;
  path: string;
  branch: string;
}

const rescueRef = 'refs/fanout/k3m9x2ab/rescue/one/1';
const program = resolve(import.meta.dirname, '../workspaces/fixtures/remove.ts');

/** Every way in which a workspace goes; each answers nothing and may be refused. */
export const waysToRemove: { name: string; remove(infra: Infra, place: Place): Promise<void> }[] = [
  {
    name: 'removed',
    remove: async (infra, { repository, path }) => void (await removeWorkspace(infra, { repository, path, rescueRef })),
  },
  {
    name: 'removed with its branch',
    remove: async (infra, { repository, path, branch }) => {
      const deleteBranch = { branch, keepAt: 'refs/fanout/k3m9x2ab/attempt/one/1' };
      await removeWorkspace(infra, { repository, path, rescueRef, deleteBranch });
    },
  },
  {
    name: 'removed by a process that is killed, and then again',
    remove: async (infra, { repository, path }) => {
      const child = spawn(process.execPath, [program, infra.home, JSON.stringify(repository), path, rescueRef], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      // Anywhere between the first look and the last deletion, which take some hundred milliseconds.
      await delay(Math.random() * 600);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await removeWorkspace(infra, { repository, path, rescueRef });
    },
  },
];
