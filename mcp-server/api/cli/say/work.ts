import { existsSync } from 'node:fs';
import { mergeBase } from '../../../infra/git/ancestors.ts';
import { worktreeStatus } from '../../../infra/git/status.ts';
import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import type { Commit, TaskKey } from '../../../kernel/model.ts';
import { count } from '../terminal/units.ts';

/** What stands in a task's worktree, against the branch that the run merges into. */
export interface Work {
  branch: string | null;
  head: Commit;
  /** Commits of the task's own that are not merged. */
  ahead: number;
  /** Commits that were merged since it branched off. */
  behind: number;
  dirty: number;
  files: number;
  insertions: number;
  deletions: number;
}

/** Reads the worktrees of a run that are still there. */
export async function readWork(view: RunView): Promise<Map<TaskKey, Work>> {
  const all = await Promise.all(view.tasks.map(async (task) => [task.key, await readOne(view, task)] as const));
  return new Map(all.flatMap(([key, work]) => (work ? [[key, work]] : [])));
}

async function readOne({ repository, mergedCommit, base }: RunView, { worktree }: TaskView): Promise<Work | null> {
  if (worktree === null || !existsSync(worktree)) return null;
  const target = mergedCommit ?? base;
  const against = await worktreeStatus({ path: worktree, base: target });
  if (!against.ok) return null;
  const { ahead, behind, head } = against.value;
  // Against the moving target the diffstat would show what others merged; against the fork it shows the task's own.
  const fork = behind === 0 ? null : await mergeBase({ repository, one: target, other: head });
  const own = fork === null ? against : await worktreeStatus({ path: worktree, base: fork });
  if (!own.ok) return null;
  const { branch, dirty, files, insertions, deletions } = own.value;
  return { branch, head, ahead, behind, dirty, files, insertions, deletions };
}

/** Work in a few words: `2 ahead, 1 behind, 3 uncommitted; 4 files +20 -3`. */
export function workWords({ ahead, behind, dirty, files, insertions, deletions }: Work): string {
  const place = [
    ...(ahead > 0 ? [`${ahead} ahead`] : []),
    ...(behind > 0 ? [`${behind} behind`] : []),
    ...(dirty > 0 ? [`${dirty} uncommitted`] : []),
  ];
  const stat = files > 0 ? `${count(files, 'file')} +${insertions} -${deletions}` : '';
  return [place.join(', ') || 'even', stat].filter(Boolean).join('; ');
}
