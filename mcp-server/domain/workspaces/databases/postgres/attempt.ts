import type { Result } from '../../../../kernel/result.ts';
import { PostgresFault } from '../../../../infra/postgres/connect.ts';
import { databaseFailed } from '../terms/database-failed.ts';

/** Runs a step with a server and puts what the server refused into words. Defects go on. */
export async function attempt<T>(
  { database, step }: { database: string; step: string },
  work: () => Promise<Result<T, 'database-failed'>>,
): Promise<Result<T, 'database-failed'>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PostgresFault)) throw error;
    return databaseFailed({ database, step, detail: error.message, next: nextAfter(error.code, database) });
  }
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const next: Record<string, string> = {
  '28P01': 'Correct user and password of its `source`.',
  '28000': 'Let the role connect, in pg_hba.conf of the server.',
  '3D000': 'Make the database that its `source` names, or correct the URL.',
  '42501': 'Give the role the right to make databases with `ALTER ROLE … CREATEDB`, and let it own the source.',
  '53100': 'Make room on the disk of the server, then try again.',
  '53300': 'End sessions of the server, or raise its `max_connections`.',
  '55006': 'End the sessions of that database, then try again.',
  '57014': 'Try again when the server is less busy.',
  ECONNREFUSED: 'Start the server, or correct its `source`.',
  ENOTFOUND: 'Correct the host of its `source`.',
  ENOENT: 'Start the server, or correct its `source`.',
};

const nextAfter = (code: string, database: string): string =>
  next[code] ?? `Try the same by hand with psql, then correct database ${database} in fanout.yaml.`;
