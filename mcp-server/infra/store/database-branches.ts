import type { Store } from './open.ts';

/**
 * How far a branch came. What is found `creating`, `migrating` or `dropping` while nobody is at it was killed and is dropped.
 *
 * ```
 *  creating ─▶ created ─▶ migrating ─▶ ready ─▶ dropping
 *               └ whole and proven, and nothing has run in it
 * ```
 */
export type BranchStage = 'creating' | 'created' | 'migrating' | 'ready' | 'dropping';

/** A database branch as the store holds it. Its intent is written before its effect. */
export interface BranchRow {
  /** The path of the workspace. */
  owner: string;
  /** The name of the database in the configuration. */
  name: string;
  /** Our name for it at its engine, unique in the store. */
  id: string;
  kind: string;
  stage: BranchStage;
  /** Where the engine finds it: a path, or an id. */
  place: string;
  url: string | null;
  /** JSON: all that dropping it needs. */
  settings: string;
  createdAt: number;
}

const columns = 'owner, name, id, kind, stage, place, url, settings, created_at AS createdAt';

/** All branches, or those of one owner, in a fixed order. */
export function readBranches(store: Store, { owner }: { owner?: string | undefined } = {}): BranchRow[] {
  return store.db
    .prepare<{ owner: string | null }, BranchRow>(
      `SELECT ${columns} FROM database_branch WHERE @owner IS NULL OR owner = @owner ORDER BY owner, name`,
    )
    .all({ owner: owner ?? null });
}

/** The branch of this database that an owner has, if it has one. */
export const readBranch = (store: Store, { owner, name }: { owner: string; name: string }): BranchRow | undefined =>
  store.db
    .prepare<[string, string], BranchRow>(`SELECT ${columns} FROM database_branch WHERE owner = ? AND name = ?`)
    .get(owner, name);

/** Writes a branch, new or changed. */
export function writeBranch(store: Store, row: BranchRow): void {
  store.write(() =>
    store.db
      .prepare(
        `INSERT OR REPLACE INTO database_branch (owner, name, id, kind, stage, place, url, settings, created_at)
         VALUES (@owner, @name, @id, @kind, @stage, @place, @url, @settings, @createdAt)`,
      )
      .run(row),
  );
}

/** Writes a branch that is there, unless another one answers by the same URL; then answers that one and changes nothing. */
export const claimBranch = (store: Store, row: BranchRow): BranchRow | null =>
  store.write(() => {
    const other = readBranches(store).find(({ url, id }) => url !== null && url === row.url && id !== row.id);
    if (!other) writeBranch(store, row);
    return other ?? null;
  });

/** Forgets a branch. */
export function deleteBranch(store: Store, { owner, name }: { owner: string; name: string }): void {
  store.write(() => store.db.prepare('DELETE FROM database_branch WHERE owner = ? AND name = ?').run(owner, name));
}
