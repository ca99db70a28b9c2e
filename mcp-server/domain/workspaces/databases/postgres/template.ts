import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { digest } from '../../../../kernel/id.ts';
import { ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { quoteName, quoteText, type Postgres } from '../../../../infra/postgres/connect.ts';
import type { Ask } from '../terms/engine.ts';
import { readMark } from '../terms/mark.ts';
import { fillTemplate } from './fill-template.ts';
import { readFingerprint, type Fingerprint } from './fingerprint.ts';
import { parse } from './identity.ts';
import { addressOf, databaseOf } from './url.ts';

/** A template of this state folder, as its server shows it. One without a note is being made, or was when its maker died. */
export interface Template {
  database: string;
  note: (Fingerprint & { at: number }) | null;
}

const noteSchema = z.object({ fanout: z.literal('template'), recipe: z.string(), state: z.string(), at: z.number() });

/** What the names of all templates of a state folder begin with. */
export const templatePrefix = (mark: string): string => `fanout_t_${mark}_`;

// Somebody else's build of the same template; a dump of some hundred gigabytes takes this long.
const lockPatience = '2h';

/**
 * Answers the name of a template that is what its source is now: nobody can connect to it, so that it can always be cloned.
 * Made when there is none, by one maker at a time over all machines, and made anew when its fingerprint has changed.
 */
export async function findTemplate(
  infra: Infra,
  { postgres, ask, source }: { postgres: Postgres; ask: Ask<'postgres'>; source: URL },
): Promise<Result<string, 'database-failed'>> {
  const prefix = `${templatePrefix(readMark(infra))}${digest(`${ask.folder}\n${ask.name}\n${addressOf(source)}`, 12)}_`;
  const look = async () => {
    const print = await readFingerprint(postgres, ask, databaseOf(source));
    const found = (await listTemplates(postgres, prefix)).find((template) => isFresh(infra, { template, print, ask }));
    return { print, database: found?.database ?? null };
  };
  const seen = await look();
  if (seen.database !== null) return ok(seen.database);
  return holdTemplates(postgres, prefix, async () => {
    const { print, database: made } = await look();
    if (made !== null) return ok(made);
    // Killed while they were made: whoever made them would hold the lock.
    for (const { database, note } of await listTemplates(postgres, prefix))
      if (note === null) await dropDatabase(postgres, database);
    const database = `${prefix}${randomBytes(4).toString('hex')}`;
    const filled = await fillTemplate(infra, { postgres, ask, source, database });
    if (!filled.ok) {
      await dropDatabase(postgres, database);
      return filled;
    }
    await freeze(postgres, { database, note: { ...print, at: infra.clock.now() } });
    for (const outdated of findOutdated(await listTemplates(postgres, prefix))) await dropDatabase(postgres, outdated);
    return ok(database);
  });
}

function isFresh(
  { clock }: Pick<Infra, 'clock'>,
  { template: { note }, print, ask }: { template: Template; print: Fingerprint; ask: Ask<'postgres'> },
): boolean {
  if (note === null || note.recipe !== print.recipe) return false;
  return note.state === print.state || clock.now() - note.at < ask.settings.staleMinutes * 60_000;
}

// Checkouts of several tasks, each with migrations of its own, take turns.
const mostRecipes = 4;

/** The names of whole templates of one prefix that a newer one replaces, and of those beyond the newest few. */
export function findOutdated(newestFirst: readonly Template[]): string[] {
  const recipes = new Set<string>();
  return newestFirst.flatMap(({ database, note }) => {
    if (note === null) return [];
    const isKept = !recipes.has(note.recipe) && recipes.size < mostRecipes;
    recipes.add(note.recipe);
    return isKept ? [] : [database];
  });
}

/** Lets nobody in any more, and says what it is. Until the note is there, it is not a template. */
async function freeze(
  postgres: Postgres,
  { database, note }: { database: string; note: Fingerprint & { at: number } },
): Promise<void> {
  await postgres.query(`ALTER DATABASE ${quoteName(database)} WITH ALLOW_CONNECTIONS false`);
  await postgres.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database]);
  const text = JSON.stringify({ fanout: 'template', ...note });
  await postgres.query(`COMMENT ON DATABASE ${quoteName(database)} IS ${quoteText(text)}`);
}

/** The templates whose names begin so, the newest first. */
export async function listTemplates(postgres: Postgres, prefix: string): Promise<Template[]> {
  const rows = await postgres.query<{ database: string; note: string | null }>(
    `SELECT datname AS database, shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE starts_with(datname, $1)`,
    [prefix],
  );
  return rows
    .map(({ database, note }) => ({ database, note: noteSchema.safeParse(parse(note ?? '')).data ?? null }))
    .toSorted((one, other) => (other.note?.at ?? 0) - (one.note?.at ?? 0));
}

/** The templates that a server is making now, maybe for somebody who was killed: nobody sees them before they are done. */
export async function listBegun(postgres: Postgres, prefix: string): Promise<string[]> {
  const rows = await postgres.query<{ database: string }>(
    `SELECT substring(query FROM '"([^"]+)"') AS database FROM pg_stat_activity WHERE state = 'active' AND starts_with(query, $1)`,
    [`CREATE DATABASE ${quoteName(prefix).slice(0, -1)}`],
  );
  return rows.map(({ database }) => database);
}

/** Runs `work` while nobody else makes templates of this prefix. The lock is the server's and goes with its session. */
export async function holdTemplates<T>(postgres: Postgres, prefix: string, work: () => Promise<T>): Promise<T> {
  await postgres.query(`SET lock_timeout = '${lockPatience}'`);
  await postgres.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [prefix]);
  await postgres.query('RESET lock_timeout');
  try {
    return await work();
  } finally {
    await postgres.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [prefix]);
  }
}

/** Drops a database with everybody in it, also one that is only being made; where none is, nothing happens. */
export async function dropDatabase(postgres: Postgres, database: string): Promise<void> {
  await endMakers(postgres, database);
  await postgres.query(`DROP DATABASE IF EXISTS ${quoteName(database)} WITH (FORCE)`);
}

/** A server goes on making a database for somebody who was killed, and what is not there yet would not be dropped. */
async function endMakers(postgres: Postgres, database: string): Promise<void> {
  const others = `FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active' AND starts_with(query, $1)`;
  const query = [`CREATE DATABASE ${quoteName(database)}`];
  await postgres.query(`SELECT pg_terminate_backend(pid) ${others}`, query);
  for (let left = 1; left > 0;) left = (await postgres.query(`SELECT pg_sleep(0.01) ${others}`, query)).length;
}
