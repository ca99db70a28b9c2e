import { dirname } from 'node:path';
import type { Config } from '../../../kernel/config.ts';
import type { Repository } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { branchDatabase, planDatabase, type BranchReason, type BranchWish } from './branch-database.ts';

/** Whose databases are to be branched, and when. */
export interface DatabaseEquipment {
  repository: Repository;
  /** The path of the workspace. */
  owner: string;
  config: Pick<Config, 'databases' | 'passEnvironment' | 'checkMinutes'>;
  environment: Record<string, string>;
  outputPath: string;
  signal?: AbortSignal | undefined;
  /** Before setup, copies are made that need nothing installed; after it come templates that are built, and migrations. */
  when: 'before-setup' | 'after-setup';
}

/**
 * Gives a workspace a branch of each configured database, and answers the variables that name them. All of them or a failure.
 * Before setup, one that is only made after it is named too, so that nothing that runs meanwhile finds another one.
 */
export async function equipDatabases(
  infra: Infra,
  { repository, owner, config, when, environment, ...rest }: DatabaseEquipment,
): Promise<Result<Record<string, string>, BranchReason>> {
  const found: Record<string, string> = {};
  for (const [name, settings] of Object.entries(config.databases)) {
    const wish: BranchWish = {
      ...rest,
      owner,
      name,
      settings,
      migrate: when === 'after-setup',
      folder: mainFolder(repository),
      passEnvironment: config.passEnvironment,
      environment: { ...environment, ...found },
      timeoutMs: config.checkMinutes * 60_000,
    };
    const url = await findUrl(infra, wish);
    if (!url.ok) return url;
    found[settings.variable] = url.value;
  }
  return ok(found);
}

async function findUrl(infra: Infra, wish: BranchWish): Promise<Result<string, BranchReason>> {
  if (!wish.migrate && wish.settings.kind === 'postgres' && wish.settings.build !== undefined) {
    const planned = await planDatabase(infra, wish);
    return planned.ok ? ok(planned.value ?? '') : planned;
  }
  const branch = await branchDatabase(infra, wish);
  return branch.ok ? ok(branch.value.url) : branch;
}

/** The folder that sources of databases are relative to: the main worktree, or what holds a bare repository. */
export const mainFolder = ({ mainWorktree, commonDir }: Repository): string => mainWorktree ?? dirname(commonDir);
