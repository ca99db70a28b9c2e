import { statSync } from 'node:fs';
import prettyBytes from 'pretty-bytes';
import { tryOverlay } from '../../../domain/workspaces/dependencies/overlay.ts';
import type { Config } from '../../../kernel/config.ts';
import { readAccount } from '../../../domain/coordination/work/limiter.ts';
import type { Infra } from '../../../infra/infra.ts';
import { exec } from '../../../infra/process/exec.ts';
import type { Checkup } from '../say/checkup.ts';
import { count, duration } from '../terminal/units.ts';

// A supervisor with eight sessions holds about a hundred; builds and dev servers that it starts take hundreds each.
const fewHandles = 1_024;

/** How many files a process may hold open: what a supervisor that is started from here gets. */
export async function examineHandles(cwd: string): Promise<Checkup> {
  const { stdout } = await exec({ command: 'sh', args: ['-c', 'ulimit -n'], cwd, environment: { PATH: '/usr/bin:/bin' } });
  const most = stdout.trim();
  if (most !== 'unlimited' && !(Number(most) >= fewHandles)) {
    const finding = `A process may hold ${most || 'an unknown number of'} files open.`;
    return { name: 'open files', state: 'note', finding, mend: `Raise it before a run: \`ulimit -n ${fewHandles * 4}\`.` };
  }
  return { name: 'open files', state: 'good', finding: `up to ${most}`, mend: null };
}

/** Whether packages can be mounted, where the configuration asks for it. */
export async function examineOverlay(infra: Infra, { dependencies }: Pick<Config, 'dependencies'>): Promise<Checkup[]> {
  if (!dependencies.overlay) return [];
  const refusal = await tryOverlay(infra);
  if (refusal === null) return [{ name: 'overlay', state: 'good', finding: 'packages can be mounted', mend: null }];
  const finding = `Packages cannot be mounted (${refusal}), so they are copied.`;
  return [
    { name: 'overlay', state: 'note', finding, mend: 'Let this user make namespaces, or leave out `dependencies.overlay`.' },
  ];
}

/** What was learned of the account that all sessions share. */
export function examineAccount(infra: Infra): Checkup {
  const { most, closedUntil, detail } = readAccount(infra, 'claude');
  const wait = closedUntil - infra.clock.now();
  if (wait > 0) {
    const finding = `A usage limit holds for ${duration(wait)} more: ${detail}`;
    return { name: 'account', state: 'note', finding, mend: 'Tasks that wait for it go on by themselves then.' };
  }
  const finding =
    most < 8
      ? `carries ${count(Math.max(1, Math.floor(most)), 'session')} at once after refusals; grows with success`
      : 'no limit is known';
  return { name: 'account', state: 'good', finding, mend: null };
}

// The log of writes is emptied whenever nobody reads; above this somebody has been reading for very long.
const muchLog = 256e6;

/** The store and its log of writes have a usual size. */
export function examineStore({ store }: Infra): Checkup {
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const log = sizeOf(`${store.path}-wal`);
  const finding = `${prettyBytes(sizeOf(store.path))}, and ${prettyBytes(log)} of writes that are not in it yet`;
  if (log < muchLog) return { name: 'store', state: 'good', finding, mend: null };
  const mend = 'End old `fanout` and MCP server processes, which hold it; it shrinks when the next run ends.';
  return { name: 'store', state: 'note', finding, mend };
}
