import { asRunId, asTaskKey } from '../../kernel/id.ts';
import type { Repository, RunId } from '../../kernel/model.ts';
import { attemptRef, branchPrefix } from '../../kernel/names.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { isAncestor } from '../../infra/git/ancestors.ts';
import { listWorktrees } from '../../infra/git/list-worktrees.ts';
import { listRefs } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import { dropBranch } from './drop-branch.ts';
import { listRecords } from './workspace-record.ts';

/** Branches of tasks that nobody owns any more. */
export interface SweptBranches {
  branches: string[];
  /** The refs that keep what no other branch has. */
  kept: string[];
}

/**
 * Finds branches `fanout/<run>/task/<task>` that no worktree has checked out, that no workspace of ours is made for, and whose run
 * is not one of `live`: a removal was killed before it came to them. Deletes them unless `dryRun`, and keeps their commits.
 */
export async function sweepBranches(
  infra: Infra,
  { repository, live, dryRun }: { repository: Repository; live: ReadonlySet<RunId>; dryRun: boolean },
): Promise<Result<SweptBranches, 'ref-moved' | 'branch-in-use' | 'git-failed'>> {
  const worktrees = await listWorktrees(repository);
  const inUse = new Set([...worktrees, ...listRecords(infra, repository)].map(({ branch }) => branch));
  const heads = await listRefs({ repository, prefix: 'refs/heads/' });
  const swept: SweptBranches = { branches: [], kept: [] };
  for (const { ref, commit } of heads) {
    const [, runText = '', taskText = ''] = /^([^/]+)\/task\/([^/]+)$/.exec(ref.slice(branchPrefix.length)) ?? [];
    const [run, task] = [asRunId(runText), asTaskKey(taskText)];
    const branch = ref.slice('refs/heads/'.length);
    if (!ref.startsWith(branchPrefix) || run === null || task === null || live.has(run) || inUse.has(branch)) continue;
    swept.branches.push(branch);
    if (dryRun) continue;
    const others = heads.filter((other) => other.ref !== ref && !swept.branches.includes(other.ref.slice('refs/heads/'.length)));
    let mergedInto = null;
    for (const other of others)
      if (mergedInto === null && (await isAncestor({ repository, ancestor: commit, of: other.commit })))
        mergedInto = other.commit;
    const keepAt = attemptRef(run, task, infra.clock.now());
    const dropped = await dropBranch(repository, { branch, keepAt, mergedInto });
    if (!dropped.ok) return dropped;
    if (dropped.value?.keptAt) swept.kept.push(dropped.value.keptAt);
  }
  return ok(swept);
}
