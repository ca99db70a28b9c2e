import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { databasesSchema } from '../../mcp-server/kernel/config-databases.ts';
import type { BranchWish } from '../../mcp-server/domain/workspaces/databases/branch-database.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

/** A repository, a state folder and workspaces that are no more than folders beside it, all gone when the test is over. */
export function makePlace({
  files,
  environment = {},
}: { files?: Record<string, string>; environment?: Record<string, string> } = {}) {
  const sample = makeRepository(files ? { files } : {});
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'], ...environment });
  onTestFinished(infra.dispose);
  /** A wish for a branch of a database with these settings, as they would stand in `fanout.yaml`. */
  const wish = (settings: object, { task = 'one', name = 'app' }: { task?: string; name?: string } = {}): BranchWish => {
    const parsed = databasesSchema.parse({ [name]: settings })[name];
    if (!parsed) throw new Error('The settings are gone');
    return {
      owner: makeWorkspace(sample, task),
      name,
      settings: parsed,
      migrate: true,
      folder: sample.path,
      passEnvironment: [],
      environment: {},
      outputPath: join(infra.home, 'out.log'),
      timeoutMs: 30_000,
    };
  };
  return { sample, infra, wish };
}

function makeWorkspace(sample: TestRepository, task: string): string {
  const path = join(sample.folder, 'workspaces', task);
  if (!existsSync(path)) sample.git(['worktree', 'add', '--quiet', '--force', '--detach', path]);
  return path;
}
