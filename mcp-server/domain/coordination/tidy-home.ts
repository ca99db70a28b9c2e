import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { exhaustedBy } from '../../infra/process/exhausted.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import { tidyStore } from '../../infra/store/tidy.ts';
import { runOfRow } from './work/kept-states.ts';

const dayMs = 24 * 3600 * 1000;
// Months of diagnostic lines.
const mostLogBytes = 8_000_000;

/**
 * Keeps the state folder small: transcripts and outputs of runs that ended longer ago than their `keepDays` go, logs that have
 * grown start anew with the old one beside them, and the store gives back what it does not need. The journal keeps every run.
 */
export function tidyHome(infra: Pick<Infra, 'home' | 'store' | 'clock' | 'log'>): void {
  try {
    for (const row of listRunRows(infra.store, { statuses: ['finished', 'cancelled'] })) {
      const { run, finishedAt, config } = runOfRow(infra.store, row);
      const folder = join(infra.home, 'runs', run);
      if (finishedAt === null || infra.clock.now() - finishedAt < (config.keepDays ?? 30) * dayMs || !existsSync(folder))
        continue;
      rmSync(folder, { recursive: true, force: true });
      infra.log.info({ run }, 'transcripts and outputs of a run went, as it ended long ago');
    }
    for (const name of ['supervisor.log', 'supervisor.jsonl', 'mcp.jsonl']) rotate(join(infra.home, name));
    tidyStore(infra.store);
  } catch (error) {
    // Without room to tidy up nothing is worse than before.
    if (!exhaustedBy(error)) throw error;
  }
}

function rotate(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > mostLogBytes) renameSync(path, `${path}.1`);
}
