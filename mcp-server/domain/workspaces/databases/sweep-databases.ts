import { existsSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSettings } from '../../../kernel/config-databases.ts';
import type { FailureOf } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { readBranches, readBranch, type BranchRow } from '../../../infra/store/database-branches.ts';
import { readSettings } from './ask-of.ts';
import { dropRow } from './drop-databases.ts';
import { engineOf } from './engines.ts';
import { tryBranchLock } from './lock-branch.ts';

/** What a sweep found, and dropped unless it only looked. */
export interface Swept {
  /** Names at their engines. */
  dropped: string[];
  /** What could not be dropped or not be looked for, and why. */
  failures: FailureOf<'database-failed'>[];
}

/**
 * Finds what crashes left of the databases of a repository: branches that are half made or half dropped while nobody is at
 * them, branches whose workspace is gone, branches and templates at an engine that the store does not know. Drops them, unless
 * `dryRun`. An engine that does not answer does not keep the others from being swept.
 */
export async function sweepDatabases(
  infra: Infra,
  { databases, folder, dryRun }: { databases: Record<string, DatabaseSettings>; folder: string; dryRun: boolean },
): Promise<Swept> {
  const swept: Swept = { dropped: [], failures: [] };
  for (const row of readBranches(infra.store)) {
    if (readSettings(row).folder !== folder || !isLeftover(row)) continue;
    const failure = await dropLeftover(infra, row, { dryRun, swept });
    if (failure) swept.failures.push(failure);
  }
  const isKnown = (id: string) => readBranches(infra.store).some((row) => row.id === id);
  for (const [name, settings] of Object.entries(databases)) {
    const engine = await engineOf(settings.kind);
    const found = await engine.sweep?.(infra, { name, settings, folder, isKnown, dryRun });
    if (found?.ok) swept.dropped.push(...found.value);
    else if (found) swept.failures.push(found.failure);
  }
  if (!dryRun) await removeDumps(infra);
  return swept;
}

const isLeftover = ({ owner, stage }: BranchRow): boolean => !existsSync(owner) || (stage !== 'created' && stage !== 'ready');

async function dropLeftover(
  infra: Infra,
  seen: BranchRow,
  { dryRun, swept }: { dryRun: boolean; swept: Swept },
): Promise<FailureOf<'database-failed'> | null> {
  const lock = tryBranchLock(infra, seen);
  // Somebody is at it right now.
  if (lock === null) return null;
  try {
    const row = readBranch(infra.store, seen);
    if (!row || !isLeftover(row)) return null;
    const dropped = dryRun ? null : await dropRow(infra, row);
    if (dropped?.ok === false) return dropped.failure;
    swept.dropped.push(row.id);
    return null;
  } finally {
    lock.release();
  }
}

// A dump that is still written to is younger.
const dumpMs = 24 * 3600_000;

async function removeDumps({ home, clock }: Infra): Promise<void> {
  const folder = join(home, 'databases');
  const dumps = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('dump-')) : [];
  for (const path of dumps.map((name) => join(folder, name)))
    if (clock.now() - statSync(path).mtimeMs > dumpMs) await rm(path, { recursive: true, force: true });
}
