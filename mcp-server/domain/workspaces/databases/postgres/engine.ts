import { ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { connectPostgres, PostgresFault, type Postgres } from '../../../../infra/postgres/connect.ts';
import { databaseFailed } from '../terms/database-failed.ts';
import type { Ask, DatabaseEngine, Placed } from '../terms/engine.ts';
import { branchPrefix, readMark } from '../terms/mark.ts';
import { resolveReference } from '../terms/resolve-reference.ts';
import { attempt } from './attempt.ts';
import { cloneDatabase } from './clone-database.ts';
import { isSameNote, readNote, writeNote } from './identity.ts';
import { sweepTemplates } from './sweep-templates.ts';
import { dropDatabase, findTemplate } from './template.ts';
import { databaseOf, parsePostgresUrl, withDatabase } from './url.ts';

/** Branches of PostgreSQL databases: databases of the same server, cloned from a template. */
export const postgres: DatabaseEngine<'postgres'> = {
  plan: async (infra, ask) => {
    const source = findSource(infra, ask);
    return source.ok ? ok({ place: ask.id, url: withDatabase(source.value, ask.id) }) : source;
  },

  create: (infra, ask, intend) =>
    attempt({ database: ask.name, step: 'cloned' }, async () => {
      const source = findSource(infra, ask);
      if (!source.ok) return source;
      const { id, name, owner } = ask;
      const made = await withServer(source.value, async (server) => {
        if (server.major < oldest) return tooOld(name, server.major);
        intend();
        const cloned = await cloneFresh(infra, { server, ask, source: source.value });
        if (cloned.ok) await writeNote(server, { database: id, note: { id, owner, name } });
        return cloned;
      });
      return made.ok ? ok({ place: id, url: withDatabase(source.value, id) }) : made;
    }),

  prove: (_, { id, owner, name, url }) =>
    attempt({ database: name, step: 'proven' }, async () => {
      try {
        const note = url === null ? null : await readNote(url);
        if (isSameNote(note, { id, owner, name })) return ok(true);
        const said = note ? `it is the branch of ${note.owner}` : 'it does not say whose it is';
        return databaseFailed({
          database: name,
          step: 'proven',
          detail: `${id}: ${said}`,
          next: `Drop database ${id}, then try again.`,
        });
      } catch (error) {
        if (error instanceof PostgresFault && error.code === '3D000') return ok(false);
        throw error;
      }
    }),

  drop: (infra, ask) =>
    attempt({ database: ask.name, step: 'dropped' }, async () => {
      const url = parsePostgresUrl(ask.url ?? '');
      if (url === null) throw new Error(`Branch ${ask.id} was planned without a URL`);
      const source = findSource(infra, ask);
      // Its password may have changed since; another server has another branch.
      await withServer(source.ok && source.value.host === url.host ? source.value : url, (server) =>
        dropDatabase(server, ask.id),
      );
      return ok(undefined);
    }),

  sweep: (infra, { name, settings, folder, isKnown, dryRun }) =>
    attempt({ database: name, step: 'swept' }, async () => {
      const source = findSource(infra, { name, settings, folder });
      if (!source.ok) return source;
      return withServer(source.value, async (server) => {
        const mark = readMark(infra);
        const rows = await server.query<{ datname: string }>('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
          branchPrefix(mark),
        ]);
        const orphans = rows.map(({ datname }) => datname).filter((id) => !isKnown(id));
        if (!dryRun) for (const id of orphans) await dropDatabase(server, id);
        return ok([...orphans, ...(await sweepTemplates(infra, { server, mark, dryRun }))]);
      });
    }),
};

// DROP DATABASE … WITH (FORCE) came with 13.
const oldest = 13;

const tooOld = (database: string, major: number) =>
  databaseFailed({
    database,
    step: 'cloned',
    detail: `the server is PostgreSQL ${major}`,
    next: 'Use a server of version 13 or newer.',
  });

function findSource(
  infra: Infra,
  { name, settings, folder }: Pick<Ask<'postgres'>, 'name' | 'settings' | 'folder'>,
): Result<URL, 'database-failed'> {
  const text = settings.source ?? `\${${settings.variable}}`;
  const resolved = resolveReference(infra, { text, folder, database: name });
  if (!resolved.ok) return resolved;
  const url = parsePostgresUrl(resolved.value);
  if (url) return ok(url);
  return databaseFailed({
    database: name,
    step: 'found',
    detail: `its source ${text} is no URL of a PostgreSQL database`,
    next: 'Give it as `postgres://user:password@host:port/database`.',
  });
}

/**
 * A template may be replaced between the look for it and the clone of it, and the store may have been lost together with what
 * it knew of a branch.
 */
async function cloneFresh(
  infra: Infra,
  { server, ask, source }: { server: Postgres; ask: Placed<'postgres'>; source: URL },
): Promise<Result<void, 'database-failed'>> {
  for (let tries = 1; ; tries++) {
    const template = await findTemplate(infra, { postgres: server, ask, source });
    if (!template.ok) return template;
    try {
      await cloneDatabase(server, { database: ask.id, template: template.value });
      return ok(undefined);
    } catch (error) {
      if (tries === 3 || !(error instanceof PostgresFault && ['3D000', '42P04'].includes(error.code))) throw error;
      if (error.code === '42P04') await dropDatabase(server, ask.id);
    }
  }
}

/** Connects to a server beside the database that a URL names: nobody may be in a database that is cloned or dropped. */
async function withServer<T>(url: URL, work: (server: Postgres) => Promise<T>): Promise<T> {
  const server = await connectAside(url);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

async function connectAside(url: URL): Promise<Postgres> {
  const [first = 'postgres', second = 'template1'] = ['postgres', 'template1'].filter((name) => name !== databaseOf(url));
  try {
    return await connectPostgres(withDatabase(url, first));
  } catch (error) {
    if (!(error instanceof PostgresFault && error.code === '3D000')) throw error;
    return connectPostgres(withDatabase(url, second));
  }
}
