import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { isEnded } from '../tasks/task-state.ts';
import { listRuns } from './work/read-run.ts';
import type { RunView } from './work/view.ts';

// A day later a run that ended is no news any more.
const newsMs = 24 * 3600 * 1000;

/**
 * Writes where the runs of this machine stand to `standing.tsv`, a line each: repository, the second until which it is news
 * (0: until it ends), a sentence. hooks/session-start.sh reads it at every start of a person's session, without starting Node.
 */
export function writeStanding(infra: Pick<Infra, 'home' | 'store' | 'clock'>): void {
  const now = infra.clock.now();
  const lines = listRuns(infra)
    .filter(
      ({ finishedAt, repository }) => (finishedAt === null || now - finishedAt < newsMs) && repository.mainWorktree !== null,
    )
    .map((view) => [view.repository.mainWorktree, Math.ceil(((view.finishedAt ?? -newsMs) + newsMs) / 1000), standing(view)])
    .map((fields) => `${fields.map((field) => String(field).replaceAll(/[\t\n]/g, ' ')).join('\t')}\n`);
  const path = join(infra.home, 'standing.tsv');
  writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function standing({ run, title, status, mergedBranch, tasks }: RunView): string {
  const merged = tasks.filter(({ phase }) => phase === 'done').length;
  const stuck = tasks
    .filter(({ phase }) => phase === 'blocked' || phase === 'failed')
    .map(({ key, phase }) => `${key} is ${phase}`);
  const active = tasks
    .filter(({ phase }) => !isEnded(phase) && phase !== 'waiting')
    .map(({ key, phase }) => `${key} is ${phase}`);
  const parts = [`${merged} of ${tasks.length} tasks merged to ${mergedBranch}`, ...active, ...stuck];
  return `Run ${run} (${title}) is ${status}: ${parts.join(', ')}.`;
}
