import { findRepository } from '../../infra/git/find-repository.ts';
import { git, gitOk } from '../../infra/git/git.ts';
import { identityEnvironment } from '../../infra/git/identity.ts';
import type { Infra } from '../../infra/infra.ts';
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
  const repository = await findRepository(path);
  if (!repository.ok) return repository;
  const underWay = await git({ cwd: path, args: ['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'] });
  if (underWay.exitCode === 0) return listConflicts(path);
  const merge = await git({
    cwd: path,
    environment: await identityEnvironment(repository.value),
    // The common ancestor between the markers shows what each side meant.
    config: ['merge.conflictStyle=diff3', 'rerere.enabled=false'],
    args: ['merge', '--no-ff', '--no-stat', '--no-verify', '-m', `Merge what landed into ${branch}`, onto],
  });
  const conflicts = await listConflicts(path);
  if (!conflicts.ok) return conflicts;
  infra.log.info({ path, onto, files: conflicts.value.files }, 'merged what landed into a task');
  if (merge.exitCode === 0 || conflicts.value.files.length > 0) return conflicts;
  return fail({ reason: 'checkout-dirty', path, detail: merge.stderr.trim() });
}

async function listConflicts(path: string): Promise<Result<{ files: string[] }, 'git-failed'>> {
  const listed = await gitOk({ cwd: path, args: ['ls-files', '--unmerged', '-z'] });
  if (!listed.ok) return listed;
  // One record per side of a conflict: mode, object and stage, a tab, the path.
  const paths = listed.value.split('\0').flatMap((record) => (record === '' ? [] : [record.slice(record.indexOf('\t') + 1)]));
  return ok({ files: [...new Set(paths)] });
}
