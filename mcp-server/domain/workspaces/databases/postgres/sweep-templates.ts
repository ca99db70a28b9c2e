import type { Infra } from '../../../../infra/infra.ts';
import type { Postgres } from '../../../../infra/postgres/connect.ts';
import { dropDatabase, holdTemplates, listTemplates, templatePrefix } from './template.ts';

// Making one again costs little; keeping one that nobody clones costs its size.
const keptMs = 14 * 24 * 3600_000;

/** Drops templates whose makers died, and those that are old, unless `dryRun`. Answers their names. */
export async function sweepTemplates(
  { clock }: Pick<Infra, 'clock'>,
  { server, mark, dryRun }: { server: Postgres; mark: string; dryRun: boolean },
): Promise<string[]> {
  const isSpent = ({ note }: { note: { at: number } | null }) => note === null || clock.now() - note.at > keptMs;
  const found = (await listTemplates(server, templatePrefix(mark))).filter(isSpent).map(({ database }) => database);
  if (dryRun) return found;
  const dropped: string[] = [];
  for (const database of found) {
    const prefix = database.slice(0, database.lastIndexOf('_') + 1);
    // One that is being made is finished when the lock is ours.
    await holdTemplates(server, prefix, async () => {
      const now = (await listTemplates(server, database)).filter(isSpent);
      if (now.length > 0) await dropDatabase(server, database);
      dropped.push(...now.map((template) => template.database));
    });
  }
  return dropped;
}
