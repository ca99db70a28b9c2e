import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { listRunRows, readTaskPhases } from '../../infra/store/projections.ts';
import type { Phase } from '../../kernel/model.ts';
import { mergedBranch } from '../../kernel/names.ts';
import type { RunState } from '../tasks/run-state.ts';
import { isEnded } from '../tasks/task-state.ts';
import { runOfRow } from './work/kept-states.ts';

// A day later a run that ended is no news any more.
const newsMs = 24 * 3600 * 1000;

/**
 * Writes where the runs of this machine stand to `standing.tsv`, a line each: repository, the second until which it is news
 * (0: until it ends), a sentence. hooks/session-start.sh reads it at every start of a person's session, without starting Node.
 */
export function writeStanding(infra: Pick<Infra, 'home' | 'store' | 'clock'>): void {
  const now = infra.clock.now();
  const lines = listRunRows(infra.store, {})
    .map((row) => runOfRow(infra.store, row))
    .filter(
      ({ finishedAt, repository }) => (finishedAt === null || now - finishedAt < newsMs) && repository.mainWorktree !== null,
    )
    .map((run) => [
      run.repository.mainWorktree,
      Math.ceil(((run.finishedAt ?? -newsMs) + newsMs) / 1000),
      standing(run, readTaskPhases(infra.store, run.run)),
    ])
    .map((fields) => `${fields.map((field) => String(field).replaceAll(/[\t\n]/g, ' ')).join('\t')}\n`);
  const path = join(infra.home, 'standing.tsv');
  writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

// The sentence stands at the start of a conversation: more than this nobody reads there.
const mostNamed = 12;

function standing({ run, graph, status, proof, proved }: RunState, tasks: readonly { key: string; phase: string }[]): string {
  const merged = tasks.filter(({ phase }) => phase === 'done').length;
  const active = tasks.filter(({ phase }) => !isEnded(phase as Phase) && phase !== 'waiting');
  const stuck = tasks.filter(({ phase }) => phase === 'blocked' || phase === 'failed');
  const all = [...active, ...stuck].map(({ key, phase }) => `${key} is ${phase}`);
  const more = all.length > mostNamed ? [`and ${all.length - mostNamed} more`] : [];
  const result = proof
    ? (proved?.because ?? `${merged} trials so far`)
    : `${merged} of ${tasks.length} tasks merged to ${mergedBranch(run)}`;
  const parts = [result, ...all.slice(0, mostNamed), ...more];
  return `Run ${run} (${graph.title}) is ${status}: ${parts.join(', ')}.`;
}
