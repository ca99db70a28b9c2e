import type { Store } from './open.ts';
import { prepared } from './prepared.ts';

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
  const forget = prepared<[string, string]>(store.db, 'DELETE FROM port_lease WHERE owner = ? AND name = ?');
  const holder = prepared<[number], LeasedPort>(
    store.db,
    'SELECT port, name, owner, leased_at AS leasedAt FROM port_lease WHERE port = ?',
  );
  const lease = prepared<[number, string, string, number]>(
    store.db,
    'INSERT OR REPLACE INTO port_lease (port, name, owner, leased_at) VALUES (?, ?, ?, ?)',
  );
  return store.claim(() => {
    forget.run(owner, name);
    for (const port of candidates) {
      const held = holder.get(port);
      if (held && !isGone(held)) continue;
      lease.run(port, name, owner, at);
      return port;
    }
    return null;
  });
}

/** Passes a lease on to another owner, and says whether `from` still held it and `to` had none of that name. */
export function transferPort(store: Store, { port, from, to }: { port: number; from: string; to: string }): boolean {
  const pass = prepared<[string, number, string]>(
    store.db,
    'UPDATE OR IGNORE port_lease SET owner = ? WHERE port = ? AND owner = ?',
  );
  return store.claim(() => pass.run(to, port, from).changes > 0);
}

/** Gives up the leases of an owner, all or those of one port, and answers how many there were. */
export function deletePortLeases(store: Store, { owner, port }: { owner: string; port?: number }): number {
  const give = prepared<[string, number | null]>(store.db, 'DELETE FROM port_lease WHERE owner = ? AND port = coalesce(?, port)');
  return store.claim(() => give.run(owner, port ?? null).changes);
}
