import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { writeEnvBlock } from './environment/env-file.ts';
import { hideFromGit, howGitSees } from './environment/hide-from-git.ts';
import { withRepositoryMutex } from './locks.ts';

/**
 * The files that a workspace's own values are written to. The second is read over the first by the frameworks that read both,
 * so it serves where the first is a part of the repository.
 */
export const envFileNames = ['.env', '.env.local'];

// What only a process of the workspace is to have: who it is, and folders that go with it.
const ours = /^(?:FANOUT_|GIT_|TMPDIR$|PLAYWRIGHT_)/;

/**
 * Writes the workspace's own values into its `.env`, for programs that read that file instead of their environment. Only where
 * the worktree or the person's checkout has one, and never into a file that git tracks: then into `.env.local`. git does not see
 * it. Answers the name of the file, or null.
 */
export async function writeEnvFile(
  infra: Infra,
  {
    repository,
    path,
    source,
    environment,
  }: { repository: Repository; path: string; source: string | null; environment: Record<string, string> },
): Promise<Result<string | null, 'lock-busy'>> {
  const isUsed = [path, ...(source === null ? [] : [source])].some((folder) =>
    envFileNames.some((name) => existsSync(join(folder, name))),
  );
  if (!isUsed) return ok(null);
  const variables = Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)));
  for (const name of envFileNames) {
    const seen = await howGitSees({ folder: path, name });
    if (seen === 'tracked') continue;
    if (seen === 'new') {
      const hidden = await withRepositoryMutex(infra, repository, async () => ok(hideFromGit(repository, `/${name}`)));
      if (!hidden.ok) return hidden;
    }
    writeEnvBlock({ folder: path, name, variables });
    return ok(name);
  }
  return ok(null);
}
