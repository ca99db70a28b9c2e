import { z } from 'zod';
import { quoteName, quoteText, withPostgres, type Postgres } from '../../../../infra/postgres/connect.ts';

const noteSchema = z.object({ fanout: z.literal('branch'), id: z.string(), owner: z.string(), name: z.string() });

/** Whose a branch is, as its comment says. A comment belongs to the server's catalogue and not to anybody's schema. */
export type BranchNote = Omit<z.output<typeof noteSchema>, 'fanout'>;

/** Writes whose a database is into its comment: that of a server's database, or of the one that is connected to. */
export async function writeNote(
  postgres: Postgres,
  { database, note: { id, owner, name } }: { database?: string; note: BranchNote },
): Promise<void> {
  const text = JSON.stringify({ fanout: 'branch', id, owner, name });
  const [here] = database === undefined ? await postgres.query<{ name: string }>('SELECT current_database() AS name') : [];
  await postgres.query(`COMMENT ON DATABASE ${quoteName(database ?? here?.name ?? '')} IS ${quoteText(text)}`);
}

/** Connects as the workspace will and asks the database itself whose it is. Null when it says nothing that we wrote. */
export const readNote = (url: string): Promise<BranchNote | null> =>
  withPostgres(url, async (postgres) => {
    const [row] = await postgres.query<{ note: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE datname = current_database()`,
    );
    return noteSchema.safeParse(parse(row?.note ?? '')).data ?? null;
  });

/** Whether two notes say the same. */
export const isSameNote = (one: BranchNote | null, other: BranchNote): boolean =>
  one !== null && one.id === other.id && one.owner === other.owner && one.name === other.name;

/** A JSON text as a value, or null when it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
