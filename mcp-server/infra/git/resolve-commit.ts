import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';

/**
 * The commit that a branch, tag or any other revision names. `HEAD` is that of the folder `from`, or else of the main
 * worktree.
 */
export async function resolveCommit({
  repository,
  revision,
  from,
}: {
  repository: Repository;
  revision: string;
  from?: string;
}): Promise<Result<Commit, 'revision-unknown' | 'repository-empty'>> {
  const path = repository.mainWorktree ?? repository.commonDir;
  const place = from === undefined ? inRepository(repository) : { cwd: from };
  // What looks like an option or holds a NUL is no revision; git must not be asked.
  if (revision !== '' && !revision.startsWith('-') && !revision.includes('\0')) {
    const found = await git({ ...place, args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`] });
    const commit = asCommit(found.stdout.trim());
    if (found.exitCode === 0 && commit !== null) return ok(commit);
  }
  const any = await git({ ...inRepository(repository), args: ['rev-list', '--all', '--max-count=1'] });
  if (any.exitCode === 0 && any.stdout === '') return fail({ reason: 'repository-empty', path });
  return fail({ reason: 'revision-unknown', revision, path });
}
