import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { identityEnvironment } from './identity.ts';
import { inRepository } from './in-repository.ts';

/** Writes a commit of an existing tree. No ref moves; keep the answer alive with one. */
export async function commitTree({
  repository,
  tree,
  parents,
  message,
}: {
  repository: Repository;
  tree: string;
  parents: Commit[];
  message: string;
}): Promise<Result<Commit, 'git-failed'>> {
  const place = inRepository(repository);
  const written = await gitOk({
    cwd: place.cwd,
    environment: { ...place.environment, ...(await identityEnvironment(repository)) },
    args: ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree],
    input: `${message.trim()}\n`,
  });
  return written.ok ? ok(written.value.trim() as Commit) : written;
}
