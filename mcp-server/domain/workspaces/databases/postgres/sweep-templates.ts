import type { Infra } from '../../../../infra/infra.ts';
import type { Postgres } from '../../../../infra/postgres/connect.ts';
import {
  dropDatabase,
  findOutdated,
  holdTemplates,
  listBegun,
  listTemplates,
  templatePrefix,
  type Template,
} from './template.ts';

// Making one again costs little; keeping one that nobody clones costs its size.
const keptMs = 14 * 24 * 3600_000;

/** Drops templates whose makers died, that newer ones replace, or that are old, unless `dryRun`. Answers their names. */
export async function sweepTemplates(
  { clock }: Pick<Infra, 'clock'>,
  { server, mark, dryRun }: { server: Postgres; mark: string; dryRun: boolean },
): Promise<string[]> {
  const swept: string[] = [];
  const begun = await listBegun(server, templatePrefix(mark));
  const all = await listTemplates(server, templatePrefix(mark));
  const prefixes = new Set([...begun, ...all.map(({ database }) => database)].map(prefixOf));
  for (const prefix of prefixes) {
    const spent = (templates: Template[]) => findSpent(templates, clock.now());
    if (dryRun) swept.push(...spent(all.filter(({ database }) => database.startsWith(prefix))));
    // One that is being made is finished when the lock is ours.
    else if (begun.some((database) => prefixOf(database) === prefix) || spent(await listTemplates(server, prefix)).length > 0)
      await holdTemplates(server, prefix, async () => {
        for (const database of spent(await listTemplates(server, prefix))) {
          await dropDatabase(server, database);
          swept.push(database);
        }
      });
  }
  return swept;
}

const prefixOf = (database: string): string => database.slice(0, database.lastIndexOf('_') + 1);

function findSpent(templates: readonly Template[], now: number): string[] {
  const outdated = new Set(findOutdated(templates));
  return templates
    .filter(({ database, note }) => note === null || now - note.at > keptMs || outdated.has(database))
    .map(({ database }) => database);
}
