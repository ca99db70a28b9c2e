import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliverRun } from '../../../mcp-server/domain/coordination/deliver-run.ts';
import { readRunState } from '../../../mcp-server/domain/coordination/work/record.ts';
import { defaultConfig } from '../../../mcp-server/kernel/config.ts';
import type { DeliverConfig } from '../../../mcp-server/kernel/config-deliver.ts';
import type { RunId } from '../../../mcp-server/kernel/model.ts';
import type { Fleet } from '../../support/fleet.ts';
import { hasGh, serveGitHub } from '../../support/github.ts';

/** What became of the pull requests of a run. */
interface Handed {
  pulls: number;
  /** Whether it had to be said again, since a git or a gh was killed. */
  saidAgain: number;
  /** Whether it did not come to its end even then. */
  undelivered: number;
  /** Pull requests of one branch beyond the first. */
  duplicates: number;
}

/** Where a fleet delivers to. */
interface Forge {
  /** What the fleet is started with. */
  variables: Record<string, string>;
  /** Adds the remote. Answers how the run delivers. */
  takes(fleet: Fleet): DeliverConfig;
  look(fleet: Fleet, of: { run: RunId; say(line: string): void }): Promise<Handed>;
  close(): Promise<void>;
}

/** Opens a GitHub for one fleet: scripted, and asked by the real `gh`. Where there is no `gh`, branches are pushed. */
export async function openForge(): Promise<Forge> {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-forge-'));
  const hub = await serveGitHub(folder);
  return {
    variables: hub.environment,
    takes: ({ sample }) => {
      sample.git(['remote', 'add', 'origin', hub.remote]);
      sample.git(['push', '--quiet', 'origin', 'main']);
      return { ...defaultConfig.deliver, as: hasGh ? 'pull-requests' : 'branch', repository: 'github.com/sam/sample' };
    },
    look: async ({ infra }, { run, say }) => {
      const isDone = () => readRunState(infra.store, run)?.delivery?.isDone === true;
      const saidAgain = isDone() ? 0 : 1;
      if (saidAgain === 1) {
        say(`not delivered: ${JSON.stringify(readRunState(infra.store, run)?.delivery?.failure)}`);
        await deliverRun(infra, { run });
      }
      const heads = new Set(hub.pulls.map(({ head }) => head));
      return { pulls: heads.size, saidAgain, undelivered: isDone() ? 0 : 1, duplicates: hub.pulls.length - heads.size };
    },
    close: async () => {
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
