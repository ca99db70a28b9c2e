import { findRepository } from '../../infra/git/find-repository.ts';
import { git, gitOk } from '../../infra/git/git.ts';
import { mergeIntoWorktree } from '../../infra/git/merge-into-worktree.ts';
import { findEntry } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import { asCommit } from '../../kernel/id.ts';
import type { Commit, Workspace } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/**
 * Merges `onto` into the task's branch in its worktree, so that its builder works on top of what landed. The value names the
 * files that were left with conflict markers; none means that the merge is committed. A merge that is already under way there
 * is left as it is.
 */
export async function startConflict(
  infra: Infra,
  { workspace, onto }: { workspace: Workspace; onto: Commit },
): Promise<Result<{ files: string[] }, 'not-a-repository' | 'checkout-dirty' | 'git-failed'>> {
  const { path, branch } = workspace;
  const found = await findRepository(path);
  if (!found.ok) return found;
  const repository = found.value;
  const underWay = await git({ cwd: path, args: ['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'] });
  if (underWay.exitCode === 0) return listConflicts(path);
  const entry = findEntry(repository, path);
  const head = asCommit((await git({ cwd: path, args: ['rev-parse', '--verify', '--quiet', 'HEAD'] })).stdout.trim());
  if (!entry || !head) return fail({ reason: 'not-a-repository', path });
  const message = `Merge what landed into ${branch}`;
  const merged = await mergeIntoWorktree({ repository, entry, path, head, onto, message });
  if (!merged.ok) return merged;
  const conflicts = await listConflicts(path);
  if (conflicts.ok) infra.log.info({ path, onto, files: conflicts.value.files }, 'merged what landed into a task');
  return conflicts;
}

async function listConflicts(path: string): Promise<Result<{ files: string[] }, 'git-failed'>> {
  const listed = await gitOk({ cwd: path, args: ['ls-files', '--unmerged', '-z'] });
  if (!listed.ok) return listed;
  // One record per side of a conflict: mode, object and stage, a tab, the path.
  const paths = listed.value.split('\0').flatMap((record) => (record === '' ? [] : [record.slice(record.indexOf('\t') + 1)]));
  return ok({ files: [...new Set(paths)] });
}
