import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { withPrivateGitDir } from './private-git-dir.ts';
import type { WorktreeEntry } from './worktree-entry.ts';

/**
 * Makes the files and the index of a worktree those of `commit`, whatever was there. Filters of the person's own configuration
 * run (such as Git LFS), those of the repository's do not. What a killed checkout left is overwritten.
 */
export async function checkOut({
  repository,
  entry,
  path,
  commit,
}: {
  repository: Repository;
  entry: WorktreeEntry;
  path: string;
  commit: Commit;
}): Promise<Result<void, 'git-failed'>> {
  const index = join(entry.directory, 'index');
  rmSync(`${index}.lock`, { force: true });
  const done = await withPrivateGitDir({ repository, head: commit }, ({ environment }) =>
    gitOk({
      cwd: path,
      environment: { ...environment, GIT_WORK_TREE: path, GIT_INDEX_FILE: index },
      args: ['read-tree', '--reset', '-u', commit],
    }),
  );
  return done.ok ? ok(undefined) : done;
}
