import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { digest } from '../../../../kernel/id.ts';
import { git } from '../../../../infra/git/git.ts';
import type { Postgres } from '../../../../infra/postgres/connect.ts';
import type { Ask } from '../terms/engine.ts';

/** What a template was made from. Each is a digest. */
export interface Fingerprint {
  /** Commands, the files that they read, and the server's version. */
  recipe: string;
  /** The source's records; the same for ever when the template is not a copy. */
  state: string;
}

/** What a template made now would be made from. */
export async function readFingerprint(
  postgres: Postgres,
  { owner, settings }: Pick<Ask<'postgres'>, 'owner' | 'settings'>,
  database: string,
): Promise<Fingerprint> {
  const { build, mask, files } = settings;
  const contents = files.length === 0 ? '' : await digestFiles(owner, files);
  const recipe = digest(JSON.stringify([postgres.major, build ?? null, mask ?? null, contents]));
  return { recipe, state: build === undefined ? await readState(postgres, database) : '' };
}

/**
 * The count of records that were ever written to a database, schema included. A server counts a write when its session next
 * rests, up to ten seconds after the commit.
 */
async function readState(postgres: Postgres, database: string): Promise<string> {
  const [row] = await postgres.query(
    `SELECT d.oid::text, s.tup_inserted::text, s.tup_updated::text, s.tup_deleted::text, s.stats_reset::text
     FROM pg_database d LEFT JOIN pg_stat_database s ON s.datid = d.oid WHERE d.datname = $1`,
    [database],
  );
  return digest(JSON.stringify(row ?? null));
}

async function digestFiles(folder: string, globs: readonly string[]): Promise<string> {
  const isMatch = picomatch([...globs], { dot: true });
  const listed = await git({
    cwd: folder,
    args: ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
  });
  const hash = createHash('sha256');
  for (const name of listed.stdout
    .split('\0')
    .filter((name) => isMatch(name))
    .toSorted())
    hash.update(JSON.stringify([name, contentOf(join(folder, name))]));
  return hash.digest('hex');
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
