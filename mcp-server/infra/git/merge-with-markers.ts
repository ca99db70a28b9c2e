import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { git, gitFailed } from './git.ts';
import { withPrivateGitDir } from './private-git-dir.ts';

/** The tree that git makes of two commits, with markers in the files that conflict; `files` names those. No driver runs. */
export async function mergeWithMarkers({
  repository,
  ours,
  theirs,
}: {
  repository: Repository;
  ours: Commit;
  theirs: Commit;
}): Promise<Result<{ tree: string; files: string[] }, 'git-failed'>> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
  const answer = await withPrivateGitDir({ repository, head: ours }, ({ path, environment }) =>
    git({ cwd: path, environment, args }),
  );
  const [tree = '', ...files] = answer.stdout.split('\0').filter((field) => field !== '');
  // A revision that is no commit also ends with 1, but names no tree.
  const isMerged = (answer.exitCode === 0 || answer.exitCode === 1) && tree !== '';
  return isMerged ? ok({ tree, files }) : gitFailed({ args }, answer);
}
