import { ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { databaseFailed } from '../terms/database-failed.ts';
import type { Ask, DatabaseEngine } from '../terms/engine.ts';
import { resolveReference } from '../terms/resolve-reference.ts';
import { runDatabaseCommand } from '../terms/run-database-command.ts';

/** Branches of any other database, by the commands of the configuration. What they get is in their environment. */
export const command: DatabaseEngine<'command'> = {
  plan: async (_, { id }) => ok({ place: id, url: null }),

  create: async (infra, ask, intend) => {
    const source = findSource(infra, ask);
    if (!source.ok) return source;
    intend();
    const { create, drop } = ask.settings;
    // A killed creation may have left half of it.
    const cleared = await run(ask, { key: 'drop', step: 'dropped', command: drop, source: source.value });
    if (!cleared.ok) return cleared;
    const created = await run(ask, { key: 'create', step: 'made', command: create, source: source.value });
    if (!created.ok) return created;
    const url = await askUrl(ask, source.value);
    return url.ok ? ok({ place: ask.id, url: url.value }) : url;
  },

  prove: async (infra, ask) => {
    const source = findSource(infra, ask);
    if (!source.ok) return source;
    const url = await askUrl(ask, source.value);
    return url.ok ? ok(url.value === ask.url) : url;
  },

  drop: async (infra, ask) => {
    const source = findSource(infra, ask);
    const dropped = await run(ask, {
      key: 'drop',
      step: 'dropped',
      command: ask.settings.drop,
      // What is dropped does not depend on where it came from.
      source: source.ok ? source.value : null,
    });
    return dropped.ok ? ok(undefined) : dropped;
  },
};

/** The configured source, or what the variable says for the person: a branch must not be that one either. */
function findSource(infra: Infra, { name, settings, folder }: Ask<'command'>): Result<string | null, 'database-failed'> {
  const { source, variable } = settings;
  const found = resolveReference(infra, { text: source ?? `\${${variable}}`, folder, database: name });
  return found.ok || source !== undefined ? found : ok(null);
}

const run = (
  ask: Ask<'command'>,
  { source, ...command }: { key: string; step: string; command: string; source: string | null; isSecret?: boolean },
): Promise<Result<string, 'database-failed'>> =>
  runDatabaseCommand(ask, {
    ...command,
    // Not the workspace, which may be gone when its database is dropped.
    cwd: ask.folder,
    variables: {
      FANOUT_DATABASE: ask.id,
      FANOUT_WORKTREE: ask.owner,
      ...(source === null ? {} : { FANOUT_SOURCE_URL: source }),
    },
  });

/** The URL that the command prints, refused when it is the source's. */
async function askUrl(ask: Ask<'command'>, source: string | null): Promise<Result<string, 'database-failed'>> {
  const printed = await run(ask, { key: 'url', step: 'found', command: ask.settings.url, source, isSecret: true });
  if (!printed.ok) return printed;
  const url = printed.value.trim();
  const refuse = (detail: string) =>
    databaseFailed({
      database: ask.name,
      step: 'proven',
      detail,
      next: `Let \`url\` of database ${ask.name} in fanout.yaml print the URL of \`$FANOUT_DATABASE\` and nothing else.`,
    });
  if (url === '' || url.includes('\n')) return refuse('`url` did not print one line');
  if (url === source) return refuse('`url` printed the URL of the source');
  return ok(url);
}
