import { ok, type Result } from '../../../kernel/result.ts';
import type { DatabaseKind } from '../../../kernel/config-databases.ts';
import type { Infra } from '../../../infra/infra.ts';
import { killTree } from '../../../infra/process/kill-tree.ts';
import { deleteBranch, readBranch, readBranches, writeBranch, type BranchRow } from '../../../infra/store/database-branches.ts';
import { askOf, workMark, type BranchContext } from './ask-of.ts';
import type { BranchReason } from './branch-database.ts';
import { engineOf } from './engines.ts';
import { withBranchLock } from './lock-branch.ts';

/**
 * Drops the database branches of a workspace, all or one by name, with everybody who is connected to them, and answers their
 * ids. One that cannot be dropped stays in the store, keeps none of the others, and is told of at the end. `forget` only
 * takes them out of the store, for a server that is gone for good.
 */
export async function dropDatabases(
  infra: Infra,
  { owner, name, forget = false }: { owner: string; name?: string | undefined; forget?: boolean },
): Promise<Result<string[], BranchReason>> {
  const rows = readBranches(infra.store, { owner }).filter((row) => name === undefined || row.name === name);
  const results = await Promise.all(rows.map((row) => dropDatabase(infra, { ...row, forget })));
  return results.find((result) => !result.ok) ?? ok(rows.map(({ id }) => id));
}

/** Drops one branch of a workspace. Where there is none, nothing happens. */
const dropDatabase = (
  infra: Infra,
  { owner, name, forget }: { owner: string; name: string; forget: boolean },
): Promise<Result<boolean, BranchReason>> =>
  withBranchLock(infra, { owner, name }, async () => {
    const row = readBranch(infra.store, { owner, name });
    if (!row) return ok(false);
    if (forget) {
      deleteBranch(infra.store, row);
      return ok(true);
    }
    const dropped = await dropRow(infra, row);
    return dropped.ok ? ok(true) : dropped;
  });

// A migration that is asked to end rolls back in well under this.
const graceMs = 2000;

/** Drops a branch and then forgets it. Whoever still works on a half-made one is ended first. The caller holds its lock. */
export async function dropRow(
  infra: Infra,
  row: BranchRow,
  context: Partial<BranchContext> = {},
): Promise<Result<void, 'database-failed'>> {
  if (row.stage !== 'created' && row.stage !== 'ready') await killTree(infra.clock, { token: `${workMark}=${row.id}`, graceMs });
  writeBranch(infra.store, { ...row, stage: 'dropping' });
  const dropped = await (await engineOf(row.kind as DatabaseKind)).drop(infra, askOf(infra, row, context));
  if (dropped.ok) deleteBranch(infra.store, row);
  return dropped;
}
