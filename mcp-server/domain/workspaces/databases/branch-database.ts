import type { DatabaseKind, DatabaseSettings } from '../../../kernel/config-databases.ts';
import type { FailureOf, Result } from '../../../kernel/result.ts';
import { ok } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { claimBranch, readBranch, writeBranch, type BranchRow } from '../../../infra/store/database-branches.ts';
import { askOf, settingsText, type BranchContext } from './ask-of.ts';
import { databaseFailed } from './terms/database-failed.ts';
import { dropRow } from './drop-databases.ts';
import { engineOf } from './engines.ts';
import { withBranchLock } from './lock-branch.ts';
import { branchId, readMark } from './terms/mark.ts';
import { runDatabaseCommand } from './terms/run-database-command.ts';

/** A database branch that is asked for. */
export interface BranchWish extends BranchContext {
  /** The absolute path of the workspace that will own it. */
  owner: string;
  /** The name of the database in the configuration. */
  name: string;
  settings: DatabaseSettings;
  /** Whether to run the migrations, which need what setup installs. */
  migrate: boolean;
}

/** A branch that is there and said that it is its owner's. */
export interface DatabaseBranch {
  owner: string;
  name: string;
  id: string;
  kind: DatabaseKind;
  /** The variable that the workspace finds it by, and what that says. */
  variable: string;
  url: string;
}

/** Why a database branch is not there. */
export type BranchReason = 'database-failed' | 'lock-busy';

/**
 * Makes a workspace's private copy of a database, proves that it is that, and migrates it. What is there already is proven
 * again and answered; what a kill left half is dropped and made anew. Its intent is in the store before anything is made. On
 * failure no other database is answered, and what was made is dropped.
 */
export function branchDatabase(infra: Infra, wish: BranchWish): Promise<Result<DatabaseBranch, BranchReason>> {
  const { owner, name, migrate } = wish;
  return withBranchLock(infra, { owner, name }, async () => {
    const found = await findStanding(infra, wish);
    if (!found.ok) return found;
    const made = found.value === null ? await makeBranch(infra, wish) : ok(found.value);
    if (!made.ok) return made;
    if (migrate && made.value.stage !== 'ready') {
      const migrated = await migrateBranch(infra, wish, made.value);
      if (!migrated.ok) return migrated;
    }
    return ok(describe(made.value, wish));
  });
}

function describe({ owner, name, id, url }: BranchRow, { settings }: BranchWish): DatabaseBranch {
  if (url === null) throw new Error(`Branch ${id} is there without a URL`);
  return { owner, name, id, kind: settings.kind, variable: settings.variable, url };
}

/** The branch that is there and whole. What is half, of another kind or gone is dropped. */
async function findStanding(infra: Infra, wish: BranchWish): Promise<Result<BranchRow | null, 'database-failed'>> {
  const row = readBranch(infra.store, wish);
  if (!row) return ok(null);
  if (row.kind === wish.settings.kind && (row.stage === 'created' || row.stage === 'ready')) {
    const proven = await (await engineOf(wish.settings.kind)).prove(infra, askOf(infra, row, wish));
    if (!proven.ok) return proven;
    if (proven.value) return ok(row);
  }
  const dropped = await dropRow(infra, row, wish);
  return dropped.ok ? ok(null) : dropped;
}

/** The URL that a branch will have, or null when that is known only afterwards. Makes nothing. */
export async function planDatabase(infra: Infra, wish: BranchWish): Promise<Result<string | null, 'database-failed'>> {
  const planned = await planBranch(infra, wish);
  return planned.ok ? ok(planned.value.url) : planned;
}

async function planBranch(infra: Infra, wish: BranchWish): Promise<Result<BranchRow, 'database-failed'>> {
  const { owner, name, settings } = wish;
  const base: BranchRow = {
    owner,
    name,
    id: branchId(readMark(infra), wish),
    kind: settings.kind,
    stage: 'creating',
    place: '',
    url: null,
    settings: settingsText(wish),
    createdAt: infra.clock.now(),
  };
  const planned = await (await engineOf(settings.kind)).plan(infra, askOf(infra, base, wish));
  return planned.ok ? ok({ ...base, ...planned.value }) : planned;
}

async function makeBranch(infra: Infra, wish: BranchWish): Promise<Result<BranchRow, 'database-failed'>> {
  const { name, settings } = wish;
  const planned = await planBranch(infra, wish);
  if (!planned.ok) return planned;
  const row = planned.value;
  const engine = await engineOf(settings.kind);
  const created = await engine.create(infra, askOf(infra, row, wish), () => writeBranch(infra.store, row));
  if (!created.ok) return giveUp(infra, wish, row, created.failure);
  // Each write waits for the disk, so that what is nowhere else is said once.
  const isReady = wish.migrate && settings.migrate === undefined;
  const made: BranchRow = { ...row, ...created.value, stage: isReady ? 'ready' : 'created' };
  const prepared = await maskAndProve(infra, wish, made);
  if (!prepared.ok) return giveUp(infra, wish, made, prepared.failure);
  const other = claimBranch(infra.store, made);
  if (other === null) return ok(made);
  const { failure } = databaseFailed({
    database: name,
    step: 'proven',
    detail: `its URL is that of the branch of ${other.owner}`,
    next: `Let \`url\` of database ${name} in fanout.yaml print the URL of \`$FANOUT_DATABASE\`.`,
  });
  return giveUp(infra, wish, made, failure);
}

async function maskAndProve(infra: Infra, wish: BranchWish, row: BranchRow): Promise<Result<unknown, 'database-failed'>> {
  const { kind, mask, variable } = wish.settings;
  const ask = askOf(infra, row, wish);
  // A PostgreSQL branch comes from a template that was masked.
  if (mask !== undefined && kind !== 'postgres') {
    const variables = { [variable]: row.url ?? '' };
    const masked = await runDatabaseCommand(ask, { key: 'mask', step: 'masked', command: mask, cwd: row.owner, variables });
    if (!masked.ok) return masked;
  }
  return (await engineOf(kind)).prove(infra, ask);
}

async function migrateBranch(infra: Infra, wish: BranchWish, row: BranchRow): Promise<Result<unknown, 'database-failed'>> {
  const { migrate, variable } = wish.settings;
  if (migrate !== undefined) {
    // Migrations that were killed are not run over again: the branch is made anew.
    writeBranch(infra.store, { ...row, stage: 'migrating' });
    const variables = { [variable]: row.url ?? '' };
    const ask = askOf(infra, row, wish);
    const done = await runDatabaseCommand(ask, { key: 'migrate', step: 'migrated', command: migrate, cwd: row.owner, variables });
    if (!done.ok) return done;
  }
  writeBranch(infra.store, { ...row, stage: 'ready' });
  return ok(undefined);
}

/** Drops what a failed creation left. Where that fails too, the store remembers it for the next try. */
async function giveUp(infra: Infra, wish: BranchWish, row: BranchRow, failure: FailureOf<'database-failed'>) {
  const dropped = readBranch(infra.store, row) ? await dropRow(infra, row, wish) : ok(undefined);
  if (!dropped.ok) infra.log.warn({ branch: row.id, failure: dropped.failure }, 'a database branch that failed stays for now');
  return { ok: false as const, failure };
}
