import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';

/** Those of `commits` that do not lie in the history of `tip`, by one call for all of them. */
export async function unmergedOf({
  repository,
  commits,
  tip,
}: {
  repository: Repository;
  commits: readonly Commit[];
  tip: Commit;
}): Promise<Result<Set<Commit>, 'git-failed'>> {
  const input = `${[...commits, `^${tip}`].join('\n')}\n`;
  const listed = await gitOk({ ...inRepository(repository), args: ['rev-list', '--stdin'], input });
  if (!listed.ok) return listed;
  const missing = new Set(listed.value.split('\n'));
  return ok(new Set(commits.filter((commit) => missing.has(commit))));
}
