import { ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { PostgresFault, quoteName, type Postgres } from '../../../../infra/postgres/connect.ts';
import type { Ask } from '../terms/engine.ts';
import { runDatabaseCommand } from '../terms/run-database-command.ts';
import { cloneDatabase } from './clone-database.ts';
import { dumpSource } from './dump-source.ts';
import { databaseOf, withDatabase } from './url.ts';

/** A template to fill. */
export interface Filling {
  postgres: Postgres;
  ask: Ask<'postgres'>;
  source: URL;
  /** Its name, which nothing has yet. */
  database: string;
}

/**
 * Makes the database that becomes a template: empty and filled by the configured command, or a copy of the source. Copied
 * records are masked before anybody can clone them. The caller drops what a failure leaves.
 */
export async function fillTemplate(infra: Infra, filling: Filling): Promise<Result<void, 'database-failed'>> {
  const { postgres, ask, source, database } = filling;
  const { build, mask, variable } = ask.settings;
  if (build === undefined) {
    const copied = await copySource(infra, filling);
    if (!copied.ok) return copied;
  } else await postgres.query(`CREATE DATABASE ${quoteName(database)}`);
  const variables = { [variable]: withDatabase(source, database) };
  for (const [key, command] of Object.entries({ build, mask })) {
    if (command === undefined) continue;
    const done = await runDatabaseCommand(ask, { key, step: 'prepared', command, cwd: ask.owner, variables });
    if (!done.ok) return done;
  }
  return ok(undefined);
}

/**
 * Nobody may be connected to a database that is cloned, and nobody can connect while it is, so a source in use is dumped
 * instead: that takes longer and disturbs nobody.
 */
async function copySource(infra: Infra, filling: Filling): Promise<Result<void, 'database-failed'>> {
  const { postgres, source, database } = filling;
  const [row] = await postgres.query<{ sessions: number }>(
    `SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`,
    [databaseOf(source)],
  );
  if (row?.sessions === 0) {
    try {
      await cloneDatabase(postgres, { database, template: databaseOf(source) });
      return ok(undefined);
    } catch (error) {
      if (!(error instanceof PostgresFault && refusals.has(error.code))) throw error;
    }
  }
  await postgres.query(`CREATE DATABASE ${quoteName(database)} TEMPLATE template0`);
  return dumpSource(infra, filling);
}

// Somebody connected after all, or the role may read the source but does not own it.
const refusals = new Set(['55006', '42501']);
