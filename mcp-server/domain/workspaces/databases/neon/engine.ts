import { join } from 'node:path';
import { digest } from '../../../../kernel/id.ts';
import { ok, type Result } from '../../../../kernel/result.ts';
import { withPostgres } from '../../../../infra/postgres/connect.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { withLock } from '../../../../infra/store/lock.ts';
import { databaseFailed } from '../terms/database-failed.ts';
import type { Ask, DatabaseEngine, Placed } from '../terms/engine.ts';
import { branchPrefix, readMark } from '../terms/mark.ts';
import { attempt } from '../postgres/attempt.ts';
import { isSameNote, readNote, writeNote } from '../postgres/identity.ts';
import { resolveReference } from '../terms/resolve-reference.ts';
import { connectionUrl, deleteBranch, extendBranch, findBranch, listBranches, makeBranch, type NeonAsk } from './branches.ts';

/** Branches of Neon projects. Each expires by itself, so that what a lost machine left does not stay. */
export const neon: DatabaseEngine<'neon'> = {
  plan: async (_, { id }) => ok({ place: id, url: null }),

  create: (infra, ask, intend) =>
    attempt({ database: ask.name, step: 'branched' }, async () => {
      const wanted = open(infra, ask, 'branched');
      if (!wanted.ok) return wanted;
      const made = await alone(infra, ask, () => makeFresh(infra, wanted.value, { ask, intend }));
      if (!made.ok) return made;
      const { database, role, pooled } = ask.settings;
      const asked = { branch: made.value, database, role };
      const direct = await connectionUrl(infra.clock, wanted.value, { ...asked, pooled: false });
      if (!direct.ok) return direct;
      const { id, owner, name } = ask;
      await withPostgres(direct.value, (postgres) => writeNote(postgres, { note: { id, owner, name } }));
      const url = pooled ? await connectionUrl(infra.clock, wanted.value, { ...asked, pooled }) : direct;
      return url.ok ? ok({ place: made.value, url: url.value }) : url;
    }),

  prove: (infra, ask) =>
    attempt({ database: ask.name, step: 'proven' }, async () => {
      const wanted = open(infra, ask, 'proven');
      if (!wanted.ok) return wanted;
      const found = await findBranch(infra.clock, wanted.value, ask.id);
      if (!found.ok) return found;
      if (found.value === null || found.value.id !== ask.place || ask.url === null) return ok(false);
      const extended = await extend(infra, wanted.value, ask, found.value.expires_at ?? null);
      if (!extended.ok) return extended;
      if (isSameNote(await readNote(ask.url), ask)) return ok(true);
      return databaseFailed({
        database: ask.name,
        step: 'proven',
        detail: `branch ${ask.place} does not say that it belongs to ${ask.owner}`,
        next: `Delete branch ${ask.id} in the Neon console, then try again.`,
      });
    }),

  drop: async (infra, ask) => {
    const wanted = open(infra, ask, 'dropped');
    if (!wanted.ok) return wanted;
    // By name, which only we give, and not by an id that may never have been recorded.
    const found = await findBranch(infra.clock, wanted.value, ask.id);
    if (!found.ok) return found;
    return found.value === null ? ok(undefined) : deleteBranch(infra.clock, wanted.value, found.value.id);
  },

  sweep: async (infra, { name, settings, folder, isKnown, dryRun }) => {
    const wanted = open(infra, { name, settings, folder }, 'swept');
    if (!wanted.ok) return wanted;
    const prefix = branchPrefix(readMark(infra));
    const found = await listBranches(infra.clock, wanted.value, prefix);
    if (!found.ok) return found;
    const orphans = found.value.filter((branch) => branch.name.startsWith(prefix) && !isKnown(branch.name));
    for (const { id } of dryRun ? [] : orphans) {
      const deleted = await deleteBranch(infra.clock, wanted.value, id);
      if (!deleted.ok) return deleted;
    }
    return ok(orphans.map((branch) => branch.name));
  },
};

function open(
  infra: Infra,
  { name, settings, folder, signal }: Pick<Ask<'neon'>, 'name' | 'settings' | 'folder' | 'signal'>,
  step: string,
): Result<NeonAsk, 'database-failed'> {
  const key = resolveReference(infra, { text: settings.key, folder, database: name });
  return key.ok ? ok({ api: settings.api, project: settings.project, key: key.value, database: name, step, signal }) : key;
}

// A project is locked while a branch is made, so a queue of our own is shorter than one of refusals.
const patienceMs = 600_000;

async function alone<T>(
  { clock, home }: Infra,
  { name, settings }: Placed<'neon'>,
  work: () => Promise<Result<T, 'database-failed'>>,
): Promise<Result<T, 'database-failed'>> {
  const path = join(home, 'locks', `neon-${digest(settings.project)}.db`);
  const done = await withLock(clock, { path, patienceMs }, work);
  if (done.ok) return done.value;
  const detail = `other branches of project ${settings.project} have been made for ${patienceMs / 60_000} minutes`;
  return databaseFailed({ database: name, step: 'branched', detail, next: 'Run fewer tasks at once, then try again.' });
}

/** Makes the branch anew and answers its id. What a killed creation left under its name goes first. */
async function makeFresh(
  { clock }: Infra,
  wanted: NeonAsk,
  { ask: { id, settings }, intend }: { ask: Placed<'neon'>; intend: () => void },
): Promise<Result<string, 'database-failed'>> {
  const parent = await findParent(clock, wanted, settings.parent);
  if (!parent.ok) return parent;
  const old = await findBranch(clock, wanted, id);
  if (!old.ok) return old;
  intend();
  if (old.value !== null) {
    const deleted = await deleteBranch(clock, wanted, old.value.id);
    if (!deleted.ok) return deleted;
  }
  const expiresAt = clock.now() + settings.expiresHours * 3600_000;
  const made = await makeBranch(clock, wanted, { name: id, parent: parent.value, expiresAt });
  return made.ok ? ok(made.value.id) : made;
}

async function findParent(
  clock: Infra['clock'],
  wanted: NeonAsk,
  parent: string | undefined,
): Promise<Result<string | null, 'database-failed'>> {
  if (parent === undefined) return ok(null);
  const all = await listBranches(clock, wanted, parent);
  if (!all.ok) return all;
  const found = all.value.find((branch) => branch.id === parent || branch.name === parent);
  const shared = { database: wanted.database, step: wanted.step };
  if (!found)
    return databaseFailed({ ...shared, detail: `the project has no branch ${parent}`, next: 'Correct `parent` in fanout.yaml.' });
  if (!found.expires_at) return ok(found.id);
  return databaseFailed({
    ...shared,
    detail: `branch ${parent} expires, and such a branch can have no children`,
    next: 'Name a `parent` in fanout.yaml that does not expire.',
  });
}

/** Puts the expiry of a branch that is in use off when half of its time is over. */
async function extend(
  { clock }: Infra,
  wanted: NeonAsk,
  { place, settings }: Placed<'neon'>,
  expires: string | null,
): Promise<Result<unknown, 'database-failed'>> {
  const wholeMs = settings.expiresHours * 3600_000;
  if (expires !== null && Date.parse(expires) - clock.now() > wholeMs / 2) return ok(undefined);
  return extendBranch(clock, wanted, { id: place, expiresAt: clock.now() + wholeMs });
}
