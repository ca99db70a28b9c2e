import type { Store } from './open.ts';

/** A port that is leased. `owner` is the path of a workspace, or that with `probing:` before it while the port is tried. */
export interface LeasedPort {
  port: number;
  name: string;
  owner: string;
  leasedAt: number;
}

/** All leases of the machine, by port, or those of one owner. */
export function readPortLeases(store: Store, { owner }: { owner?: string } = {}): LeasedPort[] {
  const where = owner === undefined ? '' : 'WHERE owner = ?';
  return store.db
    .prepare<string[], LeasedPort>(`SELECT port, name, owner, leased_at AS leasedAt FROM port_lease ${where} ORDER BY port`)
    .all(...(owner === undefined ? [] : [owner]));
}

/**
 * Leases the first candidate that nobody holds, or whose holder is gone, and answers it; null when there is none. One
 * `BEGIN IMMEDIATE` transaction, so no two processes ever get the same port. An older claim of this owner to this name goes.
 */
export function claimPort(
  store: Store,
  wanted: { owner: string; name: string; candidates: Iterable<number>; at: number; isGone: (lease: LeasedPort) => boolean },
): number | null {
  const { owner, name, candidates, at, isGone } = wanted;
  return store.write(() => {
    store.db.prepare('DELETE FROM port_lease WHERE owner = ? AND name = ?').run(owner, name);
    const holder = store.db.prepare<[number], LeasedPort>(
      'SELECT port, name, owner, leased_at AS leasedAt FROM port_lease WHERE port = ?',
    );
    for (const port of candidates) {
      const lease = holder.get(port);
      if (lease && !isGone(lease)) continue;
      store.db
        .prepare('INSERT OR REPLACE INTO port_lease (port, name, owner, leased_at) VALUES (?, ?, ?, ?)')
        .run(port, name, owner, at);
      return port;
    }
    return null;
  });
}

/** Passes a lease on to another owner, and says whether `from` still held it and `to` had none of that name. */
export function transferPort(store: Store, { port, from, to }: { port: number; from: string; to: string }): boolean {
  return store.write(
    () =>
      store.db.prepare('UPDATE OR IGNORE port_lease SET owner = ? WHERE port = ? AND owner = ?').run(to, port, from).changes > 0,
  );
}

/** Gives up the leases of an owner, all or those of one port, and answers how many there were. */
export function deletePortLeases(store: Store, { owner, port }: { owner: string; port?: number }): number {
  return store.write(
    () =>
      store.db.prepare('DELETE FROM port_lease WHERE owner = ? AND port = coalesce(?, port)').run(owner, port ?? null).changes,
  );
}
