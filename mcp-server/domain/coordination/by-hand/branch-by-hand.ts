import { join } from 'node:path';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { branchDatabase, type DatabaseBranch } from '../../workspaces/databases/branch-database.ts';
import { dropDatabases } from '../../workspaces/databases/drop-databases.ts';
import { mainFolder } from '../../workspaces/databases/equip-databases.ts';
import { taskDirectory } from '../work/directories.ts';
import { findPlace } from './find-place.ts';

/** Gives a worktree a branch of the configured databases, all or one by name. Those that it has are answered as they are. */
export async function branchByHand(
  infra: Infra,
  { path, name, signal }: { path: string; name?: string | undefined; signal: AbortSignal },
): Promise<Result<DatabaseBranch[]>> {
  const place = await findPlace(infra, { path });
  if (!place.ok) return place;
  const { config, repository, environment, run, task } = place.value;
  const known = Object.keys(config.databases);
  if (name !== undefined && !known.includes(name)) return fail({ reason: 'database-unknown', database: name, known });
  const branches: DatabaseBranch[] = [];
  for (const [each, settings] of Object.entries(config.databases)) {
    if (name !== undefined && each !== name) continue;
    const branch = await branchDatabase(infra, {
      owner: place.value.path,
      name: each,
      settings,
      migrate: true,
      folder: mainFolder(repository),
      passEnvironment: config.passEnvironment,
      environment: { ...environment, ...Object.fromEntries(branches.map(({ variable, url }) => [variable, url])) },
      outputPath: join(taskDirectory(infra, { run: { run }, task: { key: task } }), 'databases.log'),
      timeoutMs: config.checkMinutes * 60_000,
      signal,
    });
    if (!branch.ok) return branch;
    branches.push(branch.value);
  }
  return ok(branches);
}

/** Drops the database branches of a worktree, all or one by name, and answers their ids. */
export async function dropByHand(
  infra: Infra,
  { path, name, forget }: { path: string; name?: string | undefined; forget: boolean },
): Promise<Result<string[]>> {
  const place = await findPlace(infra, { path });
  return place.ok ? dropDatabases(infra, { owner: place.value.path, name, forget }) : place;
}
